/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2LimitStoreTest extends LimitContract {

    private static JdbcConnectionPool connections;

    @BeforeAll
    static void connect() {
        connections = JdbcConnectionPool.create("jdbc:h2:mem:limits;DB_CLOSE_DELAY=-1", "sa", "");
        connections.setMaxConnections(40);
    }

    @AfterAll
    static void disconnect() {
        connections.dispose();
    }

    @Override
    DataSource source() {
        return connections;
    }
}
