/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.limits.Admission;
import ai.dheera.passthrough.limits.ExchangeLimits;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.Limiter;
import ai.dheera.passthrough.limits.PicoUsd;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database of limits ends, freezes and is slow under load. */
@Timeout(180)
class LimitOutageTest {

    private static final int THREADS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final BigDecimal EXPECTED = new BigDecimal("0.01");

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
    void nothingIsLostOrCountedTwiceWhereTheDatabaseEnds() throws Exception {
        try (Load load = new Load("ends", Optional.empty())) {
            load.awaitAdmitted(500);
            server.kill();
            load.awaitRefused(100);
            server.start();
            load.awaitAdmitted(500);
            load.endAndCompare();
        }
    }

    @Test
    void nothingIsLostOrCountedTwiceWhereTheDatabaseFreezes() throws Exception {
        try (Load load = new Load("freezes", Optional.empty())) {
            load.awaitAdmitted(500);
            server.freeze();
            try {
                load.awaitRefused(500);
                load.awaitSeconds(7); // connections break, and new ones are not answered either
            } finally {
                server.goOn();
            }
            load.awaitAdmitted(500);
            load.endAndCompare();
        }
    }

    @Test
    void nothingIsLostOrCountedTwiceWhereTheDatabaseIsSlow() throws Exception {
        try (Load load = new Load("slow", Optional.empty())) {
            load.awaitAdmitted(200);
            execute("CREATE OR REPLACE FUNCTION rest() RETURNS trigger AS"
                    + " 'BEGIN PERFORM pg_sleep(0.7); RETURN NEW; END' LANGUAGE plpgsql");
            execute("CREATE TRIGGER slow BEFORE UPDATE ON dheera_limits FOR EACH ROW EXECUTE FUNCTION rest()");
            try {
                load.awaitRefused(100);
                load.awaitSeconds(4);
            } finally {
                execute("DROP TRIGGER slow ON dheera_limits");
            }
            load.awaitAdmitted(200);
            load.endAndCompare();
        }
    }

    @Test
    void whatIsSpentOfALocalAllowanceIsCountedWhenTheDatabaseIsBack() throws Exception {
        try (Load load = new Load("allowance", Optional.of(new BigDecimal("1000")))) {
            load.awaitAdmitted(300);
            server.kill();
            long before = load.admitted.get();
            load.awaitSeconds(4);
            assertThat(load.admitted.get()).isGreaterThan(before + 50);
            server.start();
            load.awaitAdmitted(500);
            load.endAndCompare();
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Exchanges of many threads, each of which waits for two seconds at most to be admitted. */
    private static final class Load implements AutoCloseable {

        private final String name;
        private final VirtualKey key;
        private final List<Limit> limits;
        private final Limiter limiter;
        private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong ids = new AtomicLong();
        private final AtomicLong admitted = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final AtomicLong chargedPicoUsd = new AtomicLong();
        private final AtomicLong longest = new AtomicLong();
        private final List<Thread> threads;

        Load(String name, Optional<BigDecimal> allowance) {
            this.name = name;
            this.key = VirtualKey.withId(name)
                    .limits(new Limits(List.of(), List.of(), Limits.Unpriced.ALLOWED, allowance))
                    .build();
            Budget budget = new Budget(new BigDecimal("100000"), Calendar.TOTAL, ZoneOffset.UTC, Scope.KEY);
            this.limits = List.of(
                    new Limit.Parallel("parallel " + name, Scope.KEY, 1_000), new Limit.Spend("spend " + name, budget));
            JdbcLimitStore store = JdbcLimitStore.connect(server.url(), Optional.of("postgres"), Optional.empty())
                    .creatingTables();
            this.limiter = new Limiter(store, Clock.systemUTC(), System::nanoTime);
            var unused = retries.scheduleWithFixedDelay(limiter::retry, 100, 100, TimeUnit.MILLISECONDS);
            this.threads = IntStream.range(0, THREADS)
                    .mapToObj(i -> new Thread(this::exchanges))
                    .toList();
            threads.forEach(Thread::start);
        }

        private void exchanges() {
            while (!over.get()) {
                long start = System.nanoTime();
                exchange(name + "-" + ids.incrementAndGet());
                longest.accumulateAndGet(System.nanoTime() - start, Math::max);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }

        private void exchange(String id) {
            Admission admission = limiter.admission(key, new ExchangeLimits(limits), id, PicoUsd.of(EXPECTED));
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            admission.ask(() -> answer.complete(true), refusal -> answer.complete(false));
            if (isAdmitted(answer, admission)) {
                long picoUsd = 1 + ids.get() * 1_000_003;
                admission.settle(BigDecimal.valueOf(picoUsd, 12), 10);
                chargedPicoUsd.addAndGet(picoUsd);
                admitted.incrementAndGet();
            } else {
                refused.incrementAndGet();
            }
        }

        /** As an exchange does: it gives up when its patience is over, and then is told at once. */
        private static boolean isAdmitted(CompletableFuture<Boolean> answer, Admission admission) {
            try {
                return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                admission.giveUp();
                return answer.orTimeout(5, TimeUnit.SECONDS).join();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        void awaitAdmitted(long more) {
            long from = admitted.get();
            await().atMost(LONG).until(() -> admitted.get() >= from + more);
        }

        void awaitRefused(long more) {
            long from = refused.get();
            await().atMost(LONG).until(() -> refused.get() >= from + more);
        }

        void awaitSeconds(int seconds) {
            long from = System.nanoTime();
            await().atMost(LONG).until(() -> System.nanoTime() - from > TimeUnit.SECONDS.toNanos(seconds));
        }

        void endAndCompare() throws Exception {
            over.set(true);
            for (Thread each : threads) {
                each.join();
            }
            await().atMost(LONG).untilAsserted(() -> assertThat(spent()).isGreaterThanOrEqualTo(chargedPicoUsd.get()));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(query("SELECT SUM(held) FROM dheera_limits"))
                            .isZero());
            assertThat(spent()).isEqualTo(chargedPicoUsd.get());
            assertThat(Duration.ofNanos(longest.get())).isLessThan(PATIENCE.plusSeconds(1));
            assertThat(query("SELECT COUNT(*) FROM dheera_reservations WHERE node IS NOT NULL"))
                    .isZero();
        }

        private long spent() throws SQLException {
            return query("SELECT spent FROM dheera_limits WHERE name = 'spend " + name + "'");
        }

        @Override
        public void close() {
            over.set(true);
            retries.shutdown();
            limiter.close();
        }
    }
}
