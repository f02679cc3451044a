/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.VirtualKey;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresKeyStoreTest extends JdbcKeyStoreContract {

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

    @Test
    void aChangeWakesUpWhoWaitsForOne() throws Exception {
        try (JdbcKeyStore store = JdbcKeyStore.over(connections);
                Connection listening = connections.getConnection()) {
            assertThat(PostgresNotices.listen(listening)).isTrue();
            store.issue(VirtualKey.withId("a").build(), "me");
            long begin = System.nanoTime();
            PostgresNotices.await(listening, Duration.ofMinutes(1));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
            PostgresNotices.stopListening(listening);
        }
    }

    @Test
    void theRightsOfTheDocsAreEnough() throws Exception {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE keeper LOGIN");
            statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON dheera_keys, dheera_key_secrets TO keeper");
            statement.execute("GRANT SELECT, UPDATE ON dheera_key_changes TO keeper");
            statement.execute("GRANT SELECT, INSERT ON dheera_audit TO keeper");
        }
        try (JdbcKeyStore store = JdbcKeyStore.connect(server.url(), Optional.of("keeper"), Optional.empty())
                .creatingTables()) {
            assertThat(store.issue(VirtualKey.withId("a").build(), "me")).isPresent();
            assertThat(store.rotate("a", Duration.ZERO, "me")).isPresent();
            assertThat(store.enable("a", false, "me")).isPresent();
            assertThat(store.delete("a", "me")).isTrue();
        }
    }

    @Override
    DataSource source() {
        return connections;
    }
}
