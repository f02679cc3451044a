/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The key store that the docs show. */
class TeamKeysTest {

    private static final Path SOURCE = Path.of("src/test/java/ai/dheera/passthrough/jdbc/TeamKeys.java");

    @Test
    void isTheOneOfTheDocs() throws Exception {
        String source = Files.readString(SOURCE);
        String shown = source.substring(source.indexOf("/** Keys in"));
        assertThat(Files.readString(Path.of("../../docs/keys.md"))).contains("```java\n" + shown + "```");
        assertThat(shown.lines().count()).isLessThanOrEqualTo(30);
    }

    @Test
    void findsKeysInATableOfTheTeams() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:team;DB_CLOSE_DELAY=-1");
        TeamKeys keys = new TeamKeys(database);
        assertThatThrownBy(() -> keys.find(PresentedKey.of("x"))).isInstanceOf(SQLException.class);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE api_keys (id BIGINT, email VARCHAR(99), team VARCHAR(99), active BOOLEAN,"
                    + " models VARCHAR(99), sha256 CHAR(64))");
            statement.execute("INSERT INTO api_keys VALUES (7, 'ann@example.com', 'red', FALSE, 'claude-*,gpt-5*', '"
                    + PresentedKey.sha256("sk-ann") + "')");
        }

        VirtualKey key = keys.find(PresentedKey.of("sk-ann")).orElseThrow();
        assertThat(key.id()).isEqualTo("key-7");
        assertThat(key.enabled()).isFalse();
        assertThat(key.access().models()).containsExactly("claude-*", "gpt-5*");
        assertThat(keys.find(PresentedKey.of("sk-bob"))).isEmpty();
    }
}
