/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What is said to MySQL, said to H2 in its mode of MySQL. */
class MysqlDialectLimitStoreOnH2Test extends LimitContract {

    private static JdbcConnectionPool connections;

    @BeforeAll
    static void connect() throws Exception {
        connections = JdbcConnectionPool.create(
                "jdbc:h2:mem:mysqllimits;MODE=MySQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1", "sa", "");
        connections.setMaxConnections(40);
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ALIAS UTC_TIMESTAMP AS 'java.time.LocalDateTime utc(int digits)"
                    + " { return java.time.LocalDateTime.now(java.time.ZoneOffset.UTC); }'");
        }
    }

    @AfterAll
    static void disconnect() {
        connections.dispose();
    }

    @Override
    DataSource source() {
        return MysqlDialectOnH2Test.disguised(connections);
    }
}
