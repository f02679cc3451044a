/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresLimitStoreTest extends LimitContract {

    @TempDir
    static Path directory;

    private static PostgresServer server;
    private static HikariDataSource connections;

    @BeforeAll
    static void start() {
        server = PostgresServer.in(directory.resolve("data"));
        connections = ManyConnections.to(server.url(), "postgres");
    }

    @AfterAll
    static void stop() throws Exception {
        connections.close();
        server.close();
    }

    @Override
    DataSource source() {
        return connections;
    }
}
