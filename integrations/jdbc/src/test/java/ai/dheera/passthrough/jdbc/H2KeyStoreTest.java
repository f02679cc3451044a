/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2KeyStoreTest extends JdbcKeyStoreContract {

    private static JdbcConnectionPool connections;

    @BeforeAll
    static void open() {
        connections = JdbcConnectionPool.create("jdbc:h2:mem:keys;DB_CLOSE_DELAY=-1", "sa", "");
        connections.setMaxConnections(40);
    }

    @AfterAll
    static void close() {
        connections.dispose();
    }

    @Override
    DataSource source() {
        return connections;
    }
}
