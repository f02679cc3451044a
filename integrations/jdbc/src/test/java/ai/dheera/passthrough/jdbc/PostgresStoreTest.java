/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStoreTest extends StoreContract {

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
    void theQueriesOfTheDocsRun() throws Exception {
        String docs = Files.readString(Path.of("../../docs/usage-database.md"));
        Matcher blocks = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(docs);
        int count = 0;
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            for (; blocks.find(); count++) {
                statement.execute(blocks.group(1));
            }
        }
        assertThat(count).isEqualTo(4);
    }

    @Test
    void theRightsOfTheDocsAreEnough() throws Exception {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE gateway LOGIN");
            statement.execute("GRANT SELECT, INSERT ON dheera_usage TO gateway");
            statement.execute("GRANT SELECT, INSERT, DELETE ON dheera_billed TO gateway");
        }
        try (JdbcUsageStore store = JdbcUsageStore.connect(server.url(), Optional.of("gateway"), Optional.empty())
                .creatingTables()) {
            store.write(List.of(Sketch.record().build()));
            store.sync();
            assertThat(store.ledger().claim("a")).isTrue();
            assertThat(rows()).hasSize(1);
        }
    }

    @Override
    DataSource source() {
        return connections;
    }

    @Override
    String timeInUtc(String column) {
        return "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')";
    }
}
