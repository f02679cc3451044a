/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Admittance.Granted;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.LimitStoreKind;
import ai.dheera.passthrough.limits.Reservation;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JdbcLimitStoreTest {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final Instant now = Instant.now();
    private JdbcConnectionPool connections;
    private JdbcLimitStore store;

    @BeforeEach
    void open() throws Exception {
        connections = JdbcConnectionPool.create(url, "sa", "");
        store = JdbcLimitStore.over(connections).creatingTables().givingBackWithin(Duration.ofSeconds(4));
        store.check();
    }

    @AfterEach
    void close() {
        store.close();
        connections.dispose();
    }

    @Test
    void forgetsWhatWasSettledTwoHoursAgoAndWhatIsAsIfItWereNew() throws Exception {
        long hour = TimeUnit.HOURS.toMicros(1);
        execute("INSERT INTO dheera_limits (name, spent, held, ends, idle_at) SELECT 'over ' || x, 5, 0,"
                + " '2026-01-01T00:00:00Z', " + micros(-hour) + " FROM SYSTEM_RANGE(1, 1200)");
        execute("INSERT INTO dheera_limits (name, spent, held, idle_at) VALUES ('running', 0, 1, " + micros(-hour)
                + "), ('for ever', 5, 0, NULL), ('later', 5, 0, " + micros(hour) + ")");
        execute("INSERT INTO dheera_reservations (id, held, remaining, settled_at) SELECT 'old ' || x, '', '', "
                + micros(-2 * hour - 1_000_000) + " FROM SYSTEM_RANGE(1, 1200)");
        execute("INSERT INTO dheera_reservations (id, held, remaining, settled_at) VALUES ('recent', '', '', "
                + micros(-hour) + ")");
        execute("INSERT INTO dheera_reservations (id, node, held, remaining) VALUES ('held', 'other', '', '')");
        admit(new Reservation("a", now, 0, List.of()));
        await().untilAsserted(() ->
                assertThat(count("dheera_reservations WHERE id LIKE 'old %'")).isZero());
        await().untilAsserted(() ->
                assertThat(count("dheera_limits WHERE name LIKE 'over %'")).isZero());
        assertThat(count("dheera_limits")).isEqualTo(3);
        assertThat(count("dheera_reservations WHERE id IN ('recent', 'held', 'a')"))
                .isEqualTo(3);
    }

    private long micros(long fromNow) {
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + fromNow;
    }

    @Test
    void forgetsNodesThatHoldNothingAndAreGoneForADay() throws Exception {
        long day = TimeUnit.DAYS.toMicros(1);
        execute("INSERT INTO dheera_limit_nodes (id, seen_at) VALUES ('old', " + micros(-day - 1_000_000)
                + "), ('gone', " + micros(-day / 2) + ")");
        admit(new Reservation("a", now, 0, List.of()));
        await().untilAsserted(() ->
                assertThat(count("dheera_limit_nodes WHERE id = 'old'")).isZero());
        assertThat(count("dheera_limit_nodes WHERE id = 'gone'")).isEqualTo(1);
    }

    @Test
    void failsAtOnceWhereTooManyCallsWait() throws Exception {
        Limit.Parallel parallel = new Limit.Parallel("a", Scope.KEY, 100_000);
        admit(reservation(parallel));
        try (Connection other = connections.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM dheera_limits FOR UPDATE");
            List<CompletionStage<Admittance>> asked = IntStream.range(0, LimitQueue.MOST + 64 * LimitQueue.THREADS + 1)
                    .mapToObj(i -> store.admit(reservation(parallel)))
                    .toList();
            assertThatThrownBy(() ->
                            asked.get(asked.size() - 1).toCompletableFuture().get(100, TimeUnit.MILLISECONDS))
                    .hasMessageContaining("calls wait for");
            other.rollback();
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> admit(reservation(parallel)) instanceof Granted);
    }

    @Test
    void failsWhatWaitsWhenItIsClosedAndEverythingAfterwards() {
        store.close();
        assertThatThrownBy(() -> admit(reservation())).hasMessageContaining("are closed");
    }

    @Test
    void tellsOfAMissingTableAndTheRemedy() throws Exception {
        execute("DROP TABLE dheera_limits");
        try (JdbcLimitStore strict = JdbcLimitStore.over(connections)) {
            Limit.Parallel parallel = new Limit.Parallel("a", Scope.KEY, 1);
            assertThatThrownBy(() -> strict.admit(reservation(parallel))
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("schema-limits-h2.sql")
                    .hasMessageContaining("createSchema");
        }
    }

    @Test
    void isFoundByTheConfigurationFile() {
        LimitStoreKind kind = ServiceLoader.load(LimitStoreKind.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("jdbc"))
                .findFirst()
                .orElseThrow();
        assertThat(kind.options()).containsExactlyInAnyOrder("url", "user", "password", "createSchema");
        Limit.Spend budget =
                new Limit.Spend("a", new Budget(new BigDecimal("1"), Calendar.DAY, ZoneOffset.UTC, Scope.KEY));
        try (LimitStore opened = kind.open(Map.of("url", url, "user", "sa", "createSchema", "true"))) {
            opened.settle(new Charge(reservation(budget), now, 7, 0))
                    .toCompletableFuture()
                    .join();
            assertThat(opened.balance(budget, now).toCompletableFuture().join().spentPicoUsd())
                    .isEqualTo(7);
            assertThat(opened).hasToString(Pool.withoutSecrets(url));
        }
    }

    private Admittance admit(Reservation reservation) {
        return store.admit(reservation)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Reservation reservation(Limit... limits) {
        return new Reservation(UUID.randomUUID().toString(), now, 1, List.of(limits));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count(String what) throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + what)) {
            row.next();
            return row.getInt(1);
        }
    }
}
