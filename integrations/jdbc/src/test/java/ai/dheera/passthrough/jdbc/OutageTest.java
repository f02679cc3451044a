/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.SpendReports.Query;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.usage.QueuedSink;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The database ends while it is written to, and comes back. */
class OutageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Query ALL = new Query(List.of(), Instant.EPOCH, Instant.MAX, 1);

    @TempDir
    static Path directory;

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.in(directory.resolve("data"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void nothingIsLostAndNothingIsThereTwice() throws Exception {
        JdbcUsageStore store = store();
        long before = count(store);
        QueuedSink sink = QueuedSink.builder(store).patience(PATIENCE).open();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong recorded = new AtomicLong();
        List<Thread> load = Stream.generate(() -> new Thread(() -> load(sink, recorded, over)))
                .limit(4)
                .toList();
        load.forEach(Thread::start);
        for (int outage = 0; outage < 2; outage++) {
            awaitMore(recorded, 500);
            server.kill();
            awaitMore(recorded, 500);
            server.start();
            long known = count(store);
            await().atMost(PATIENCE).until(() -> count(store) > known + 200);
        }
        over.set(true);
        for (Thread each : load) {
            each.join();
        }
        sink.close();
        try (JdbcUsageStore reader = store()) {
            assertThat(count(reader) - before).isEqualTo(recorded.get()); // the key keeps them from being there twice
        }
    }

    private static void load(UsageSink sink, AtomicLong recorded, AtomicBoolean over) {
        while (!over.get()) {
            sink.record(Sketch.record().build());
            recorded.incrementAndGet();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static void awaitMore(AtomicLong recorded, long more) {
        long from = recorded.get();
        await().atMost(PATIENCE).until(() -> recorded.get() > from + more);
    }

    @Test
    void connectionsThatBrokeAreReplaced() throws Exception {
        try (JdbcUsageStore store = store()) {
            assertThat(store.ledger().claim("a")).isTrue();
            server.kill();
            assertThatThrownBy(() -> store.ledger().claim("b")).isInstanceOf(SQLException.class);
            server.start();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> !store.ledger().claim("a"));
            assertThat(store.ledger().claim("b")).isTrue();
        }
    }

    @Test
    void aStoreMayBeOpenedBeforeItsDatabaseAnswers() throws Exception {
        server.kill();
        JdbcUsageStore store = store();
        UsageRecord record = Sketch.record().build();
        assertThatThrownBy(() -> store.write(List.of(record))).isInstanceOf(SQLException.class);
        server.start();
        try (store) {
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                store.write(List.of(record));
                return true;
            });
        }
    }

    @Test
    void aSinkOverTheApplicationsConnectionsLeavesThemOpen() throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url());
        source.setUser("postgres");
        JdbcUsageStore store = JdbcUsageStore.over(source).creatingTables();
        long before = count(store);
        UsageSink sink = JdbcUsageSink.open(source);
        for (int i = 0; i < 700; i++) {
            sink.record(Sketch.record().build());
        }
        sink.close();
        assertThat(count(store) - before).isEqualTo(700);
    }

    private static JdbcUsageStore store() {
        return JdbcUsageStore.connect(server.url(), Optional.of("postgres"), Optional.empty())
                .creatingTables();
    }

    private static long count(JdbcUsageStore store) throws SQLException {
        return store.spend(ALL).get(0).exchanges();
    }
}
