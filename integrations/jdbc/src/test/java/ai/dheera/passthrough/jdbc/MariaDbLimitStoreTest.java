/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("ai.dheera.passthrough.jdbc.MariaDbServer#isAvailable")
class MariaDbLimitStoreTest extends LimitContract {

    @TempDir
    static Path directory;

    private static MariaDbServer server;
    private static HikariDataSource connections;

    @BeforeAll
    static void start() throws Exception {
        server = MariaDbServer.in(directory);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.url());
        config.setUsername("root");
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        connections = new HikariDataSource(config);
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
