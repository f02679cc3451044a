/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("ai.dheera.passthrough.jdbc.MysqlServer#isAvailable")
class MysqlKeyStoreTest extends JdbcKeyStoreContract {

    @TempDir
    static Path directory;

    private static MysqlServer server;

    @BeforeAll
    static void start() throws Exception {
        server = MysqlServer.in(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    DataSource source() {
        return server.connections();
    }
}
