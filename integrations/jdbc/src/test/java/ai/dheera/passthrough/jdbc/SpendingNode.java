/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Reservation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A node in a process of its own: 22 threads that spend a budget a cent at a time. Prints {@code c} for each cent that it
 * has settled, {@code a} for each that it holds and settles only in the end, and {@code r} when the budget is spent. Ends
 * with its input.
 */
final class SpendingNode {

    static final long CENT = 10_000_000_000L;

    private static final int THREADS = 22;

    private static final Limit.Spend BUDGET = new Limit.Spend(
            "spend of all", new Budget(new BigDecimal("10.00"), Calendar.TOTAL, ZoneOffset.UTC, Scope.KEY));

    private final LimitStore store;
    private final boolean holds;
    private final AtomicBoolean refused = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();

    private SpendingNode(LimitStore store, boolean holds) {
        this.store = store;
        this.holds = holds;
    }

    /** Arguments: the URL, the bound in seconds, and whether cents are held for good ({@code hold}) or spent. */
    public static void main(String[] arguments) throws Exception {
        JdbcLimitStore store = JdbcLimitStore.connect(arguments[0], Optional.of("postgres"), Optional.empty())
                .creatingTables()
                .givingBackWithin(Duration.ofSeconds(Long.parseLong(arguments[1])));
        SpendingNode node = new SpendingNode(store, arguments[2].equals("hold"));
        List<Thread> threads =
                Stream.generate(() -> new Thread(node::spend)).limit(THREADS).toList();
        threads.forEach(Thread::start);
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        node.over.set(true);
        for (Thread each : threads) {
            each.join();
        }
        store.close();
    }

    private void spend() {
        while (!over.get()) {
            Reservation reservation =
                    new Reservation(UUID.randomUUID().toString(), Instant.now(), CENT, List.of(BUDGET));
            if (admitted(reservation)) {
                if (!holds) {
                    settle(reservation);
                }
                tell(holds ? "a" : "c");
            } else if (refused.compareAndSet(false, true)) {
                tell("r");
            }
        }
    }

    private boolean admitted(Reservation reservation) {
        return store.admit(reservation)
                        .toCompletableFuture()
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join()
                instanceof Admittance.Granted;
    }

    private void settle(Reservation reservation) {
        store.settle(new Charge(reservation, Instant.now(), CENT, 0))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static synchronized void tell(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
