/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Window;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows that end while exchanges begin and end on many threads. */
class RollOverTest {

    private static final int THREADS = 16;
    private static final int EXCHANGES_A_WINDOW = 500;
    private static final BigDecimal CENT = new BigDecimal("0.01");

    /** A clock that a test sets. */
    private static final class SetClock extends Clock {

        private volatile Instant now;

        SetClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks this clock for another zone");
        }
    }

    /** A store in memory that remembers what it was charged. */
    private static final class RecordingStore extends DelegatingLimitStore {

        final Queue<Charge> charges = new ConcurrentLinkedQueue<>();

        RecordingStore() {
            super(LimitStore.inMemory());
        }

        @Override
        public CompletionStage<Void> settle(Charge charge) {
            charges.add(charge);
            return super.settle(charge);
        }
    }

    @ParameterizedTest(name = "{0} in {1}, at {2}")
    @CsvSource(textBlock = """
            day,    Asia/Kolkata,        2026-11-22T18:30:00Z
            day,    America/Los_Angeles, 2026-11-22T08:00:00Z
            day,    Pacific/Auckland,    2026-11-22T11:00:00Z
            # the last Sundays of March and October, whose days have 23 and 25 hours
            day,    Europe/Berlin,       2026-03-28T23:00:00Z
            day,    Europe/Berlin,       2026-03-29T22:00:00Z
            day,    Europe/Berlin,       2026-10-24T22:00:00Z
            day,    Europe/Berlin,       2026-10-25T23:00:00Z
            # the hour that is skipped, and the one that comes twice
            hour,   Europe/Berlin,       2026-03-29T01:00:00Z
            hour,   Europe/Berlin,       2026-10-25T01:00:00Z
            hour,   Europe/Berlin,       2026-10-25T02:00:00Z
            # a day that begins at one o'clock
            day,    America/Santiago,    2026-09-06T04:00:00Z
            week,   Asia/Kolkata,        2026-11-22T18:30:00Z
            month,  America/Los_Angeles, 2026-12-01T08:00:00Z
            """)
    void aWindowThatEndsUnderLoadLosesNothingAndRefusesNobodyWhoHasSomethingLeft(
            String window, String zone, Instant end) throws Exception {
        Budget budget = new Budget(
                CENT.multiply(BigDecimal.valueOf(EXCHANGES_A_WINDOW)),
                Window.parse(window),
                ZoneId.of(zone),
                Scope.KEY);
        VirtualKey key = VirtualKey.withId("k")
                .limits(new Limits(List.of(), List.of(budget)))
                .build();
        SetClock clock = new SetClock(end.minusSeconds(1));
        RecordingStore store = new RecordingStore();
        try (Limiter limiter = new Limiter(store, clock, System::nanoTime)) {
            Load load = new Load(limiter, key);
            load.run(() -> {
                load.awaitRefusals();
                clock.now = end.minusNanos(1);
                load.awaitRefusals();
                clock.now = end;
                load.awaitRefusals();
            });
        }
        Map<Instant, Long> exchanges = store.charges.stream()
                .collect(Collectors.groupingBy(charge -> budget.endsAfter(charge.at()), Collectors.counting()));
        assertThat(exchanges).hasSize(2).containsKey(end);
        // one that ends with the window may count in either
        assertThat(exchanges.values())
                .allSatisfy(count -> assertThat(count)
                        .isBetween((long) EXCHANGES_A_WINDOW - THREADS, EXCHANGES_A_WINDOW + (long) THREADS));
        assertThat(store.charges.size()).isBetween(2 * EXCHANGES_A_WINDOW - THREADS, 2 * EXCHANGES_A_WINDOW + THREADS);
    }

    /** Exchanges that begin and end as fast as they can. */
    private static final class Load {

        private final Limiter limiter;
        private final VirtualKey key;
        private final AtomicInteger ids = new AtomicInteger();
        private final AtomicInteger refusals = new AtomicInteger();
        private volatile boolean over;

        Load(Limiter limiter, VirtualKey key) {
            this.limiter = limiter;
            this.key = key;
        }

        void run(Runnable meanwhile) throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> running = IntStream.range(0, THREADS)
                    .<Future<?>>mapToObj(i -> threads.submit(this::ask))
                    .toList();
            try {
                meanwhile.run();
            } finally {
                over = true;
                threads.shutdown();
            }
            for (Future<?> each : running) {
                each.get();
            }
        }

        private void ask() {
            while (!over) {
                Admission admission = limiter.admission(
                        key,
                        KeyLimits.of(key).ofExchange("openai", true, Optional.empty()),
                        "exchange-" + ids.incrementAndGet(),
                        PicoUsd.of(CENT));
                admission.ask(() -> admission.settle(CENT, 1), refusal -> refusals.incrementAndGet());
            }
        }

        /** Until nothing is left: every thread was refused more than once since. */
        void awaitRefusals() {
            int enough = refusals.get() + 20 * THREADS;
            while (refusals.get() < enough) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PT5H", "P1D"})
    void aSlidingWindowBeginsWithTheFirstSpendInIt(String length) {
        Budget budget = new Budget(CENT, Window.parse(length), ZoneOffset.UTC, Scope.KEY);
        Limit.Spend limit = new Limit.Spend("sliding", budget);
        Instant first = Instant.parse("2026-11-22T12:34:56Z");
        try (LimitStore store = LimitStore.inMemory()) {
            Reservation reservation = new Reservation("a", first.minus(Duration.ofHours(1)), 1, List.of(limit));
            store.admit(reservation);
            assertThat(store.balance(limit, first).toCompletableFuture().join().ends())
                    .isEmpty();
            store.settle(new Charge(reservation, first, 5, 0));
            assertThat(store.balance(limit, first).toCompletableFuture().join().ends())
                    .contains(first.plus(Duration.parse(length)));
        }
    }
}
