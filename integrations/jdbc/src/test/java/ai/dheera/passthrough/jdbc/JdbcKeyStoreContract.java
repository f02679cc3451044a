/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.KeyStore.Listener;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.AuditEntry;
import ai.dheera.passthrough.keys.AuditEntry.Action;
import ai.dheera.passthrough.keys.AuditLog;
import ai.dheera.passthrough.keys.KeptKey;
import ai.dheera.passthrough.keys.KeyPatch;
import ai.dheera.passthrough.keys.KeySecret;
import ai.dheera.passthrough.keys.KeyStoreContract;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store of keys has to do in every database, besides. */
abstract class JdbcKeyStoreContract extends KeyStoreContract {

    /** What is promised. */
    private static final Duration REACHED = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<String> TABLES =
            List.of("dheera_key_secrets", "dheera_keys", "dheera_key_changes", "dheera_audit");

    private final TimeZone zone = TimeZone.getDefault();
    private JdbcKeyStore store;

    /** Gives connections to the database under test. */
    abstract DataSource source();

    @Override
    protected final JdbcKeyStore open(AuditLog audit, InstantSource clock) throws SQLException {
        for (String table : TABLES) {
            execute("DROP TABLE IF EXISTS " + table);
        }
        store = node().telling(audit).at(clock);
        store.check(); // which creates them
        return store;
    }

    private JdbcKeyStore node() {
        return JdbcKeyStore.over(source()).creatingTables();
    }

    @AfterEach
    void resetZone() {
        TimeZone.setDefault(zone);
    }

    // keys

    @Test
    void noTableHoldsASecret() throws Exception {
        String first = issue("a").secret().text();
        String second = store.rotate("a", Duration.ofHours(1), "me")
                .orElseThrow()
                .secret()
                .text();
        String all = String.join("\n", rows("dheera_keys"))
                + rows("dheera_key_secrets")
                + rows("dheera_key_changes")
                + rows("dheera_audit");

        assertThat(all)
                .contains(PresentedKey.sha256(first), PresentedKey.sha256(second))
                .doesNotContain(first, second, first.substring(10), second.substring(10));
        assertThat(told.toString()).doesNotContain(first.substring(10), second.substring(10));
    }

    @Test
    void theSecretsOfADeletedKeyAreDeleted() throws Exception {
        issue("a");
        store.rotate("a", Duration.ofHours(1), "me");
        assertThat(rows("dheera_key_secrets")).hasSize(2);
        store.delete("a", "me");
        assertThat(rows("dheera_key_secrets")).isEmpty();
    }

    @Test
    void timesAreThoseOfTheClockWhereverTheProcessIs() throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
        issue("a");
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));

        assertThat(store.find("a").orElseThrow().issuedAt()).isEqualTo(NOW);
    }

    @Test
    void aKeyOfWhichThisVersionKnowsTooLittleIsRefused() throws Exception {
        KeySecret secret = issue("a").secret();
        execute("UPDATE dheera_keys SET settings = '{\"id\":\"a\",\"neverSeenBefore\":1}' WHERE id = 'a'");

        assertThatThrownBy(() -> find(secret))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("$.neverSeenBefore: is not a known field");
    }

    // the audit

    @Test
    void whatIsDoneIsWrittenDownWithWhoDidIt() throws Exception {
        issue("a");
        store.change("a", KeyPatch.read("{\"owner\":\"bob\"}", "patch"), "key:boss");
        store.change("a", key -> key, "key:boss"); // no change
        store.enable("a", false, "key:boss");
        store.enable("a", true, "key:boss");
        store.rotate("a", Duration.ZERO, "command line");
        store.delete("a", "command line");
        store.audit().record(new AuditEntry(NOW, "key:boss", Action.RESET_BUDGET, "b", "{}"));

        assertThat(rows("dheera_audit ORDER BY change_number").stream()
                        .map(row -> row.replaceFirst("^[0-9]+\\|[^|]*\\|", "")))
                .containsExactly(
                        "me|issue|a|{\"id\":\"a\"}",
                        "key:boss|change|a|{\"owner\":{\"from\":null,\"to\":\"bob\"}}",
                        "key:boss|disable|a|{\"enabled\":{\"from\":null,\"to\":false}}",
                        "key:boss|enable|a|{\"enabled\":{\"from\":false,\"to\":null}}",
                        "command line|rotate|a|{\"until\":\"2026-06-01T00:00:00.123Z\"}",
                        "command line|delete|a|{\"id\":\"a\",\"owner\":\"bob\"}",
                        "key:boss|reset_budget|b|{}");
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() throws Exception {
        KeySecret secret = issue("a").secret();
        execute("ALTER TABLE dheera_audit RENAME TO dheera_audit_away");
        JdbcKeyStore other = JdbcKeyStore.over(source()).telling(told::add);
        try {
            assertThatThrownBy(() -> other.delete("a", "me")).isInstanceOf(SQLException.class);
            assertThat(find(secret)).isPresent();
            assertThat(told).hasSize(1);
        } finally {
            execute("DROP TABLE dheera_audit_away");
        }
    }

    // several nodes

    @Test
    void changesMadeAtTheSameTimeOnSeveralNodesAreAllMade() throws Exception {
        issue("a");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (JdbcKeyStore other = node()) {
            List<Callable<Optional<KeptKey>>> changes = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                JdbcKeyStore node = i % 2 == 0 ? store : other;
                KeyPatch patch = KeyPatch.read("{\"tags\":{\"t" + i + "\":\"x\"}}", "patch");
                changes.add(() -> node.change("a", patch, "me"));
            }
            for (Future<Optional<KeptKey>> done : threads.invokeAll(changes)) {
                assertThat(done.get()).isPresent();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.find("a").orElseThrow().key().tags()).hasSize(60);
        assertThat(rows("dheera_audit")).hasSize(61);
    }

    @Test
    void aChangeReachesEveryNodeWithinASecond() throws Exception {
        Heard here = new Heard();
        Heard there = new Heard();
        try (JdbcKeyStore other = node()) {
            store.onChange(here);
            Runnable end = other.onChange(there);
            await().atMost(PATIENCE).until(() -> here.all() == 1 && there.all() == 1);

            issue("a");
            assertThat(here.keys).contains("a");
            await().atMost(REACHED).until(() -> there.keys.contains("a"));
            other.delete("a", "me");
            other.issue(VirtualKey.withId("b").build(), "me");
            await().atMost(REACHED).until(() -> here.keys.contains("b"));

            end.run();
            there.keys.clear();
            issue("c");
            await().atMost(PATIENCE).until(() -> here.keys.contains("c"));
            assertThat(there.keys).isEmpty();
        }
    }

    @Test
    void whereMoreChangesThanAreToldOneByOneAllMayHaveChanged() throws Exception {
        Heard heard = new Heard();
        store.onChange(heard);
        await().atMost(PATIENCE).until(() -> heard.all() == 1);
        long before = latest();
        String rows = IntStream.rangeClosed(1, 1_000)
                .mapToObj(i -> "(" + (before + i) + ", '2026-06-01 00:00:00', 'me', 'change', 'k" + i + "', '{}')")
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        execute("INSERT INTO dheera_audit (change_number, happened_at, done_by, action, subject, details) VALUES "
                + rows);
        execute("UPDATE dheera_key_changes SET latest = latest + 1000");

        await().atMost(PATIENCE).until(() -> heard.all() == 2);
        assertThat(heard.keys).isEmpty();
        issue("a");
        await().atMost(PATIENCE).until(() -> heard.keys.size() >= 2); // told here, and then seen
        assertThat(heard.keys).containsOnly("a");
    }

    private long latest() throws SQLException {
        return Long.parseLong(rows("dheera_key_changes").get(0).split("\\|")[1]);
    }

    private static final class Heard implements Listener {

        private final List<String> keys = new CopyOnWriteArrayList<>();
        private final List<String> any = new CopyOnWriteArrayList<>();

        @Override
        public void keyChanged(String keyId) {
            keys.add(keyId);
        }

        @Override
        public void keysChanged() {
            any.add("any");
        }

        int all() {
            return any.size();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row with strokes between its columns. */
    private List<String> rows(String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                Stream.Builder<String> texts = Stream.builder();
                for (int i = 1; i <= columns; i++) {
                    texts.add(String.valueOf(row.getString(i)));
                }
                rows.add(String.join("|", texts.build().toList()));
            }
        }
        return rows;
    }
}
