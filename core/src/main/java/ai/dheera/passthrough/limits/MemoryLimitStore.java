/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits counted in this process. One lock for all, held for less than a microsecond: an exchange comes under several
 * limits, which others share in other combinations.
 *
 * <p>A counter that is as a new one would be is forgotten within a minute. Beyond the most that are kept, exchanges under
 * a limit that has no counter yet fail.
 */
final class MemoryLimitStore implements LimitStore {

    static final int USUAL_MOST = 100_000;

    private static final long ROUND = Duration.ofMinutes(1).toNanos();
    private static final long ROUND_AT_THE_BOUND = Duration.ofSeconds(1).toNanos();
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final LongSupplier nanoTime;

    // guarded by this, which spins where others park: each holds it for a moment
    private final MemoryCounters counters;
    private final Map<String, Held> exchanges = new HashMap<>();
    private final LatestSettled settled = new LatestSettled();
    private long lastRound;
    private long changes;

    MemoryLimitStore() {
        this(USUAL_MOST, System::nanoTime);
    }

    /**
     * A store.
     *
     * @param most how many counters it keeps
     * @param nanoTime a monotonic clock
     */
    MemoryLimitStore(int most, LongSupplier nanoTime) {
        long begin = nanoTime.getAsLong();
        this.counters = new MemoryCounters(most);
        this.nanoTime = () -> nanoTime.getAsLong() - begin; // wherever the clock began: it may be about to run over
    }

    /** What was told of an exchange that runs, and the counters of its limits. */
    private record Held(Admittance.Granted granted, List<Limit> limits, Counters under) {}

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        return locked(() -> admitted(reservation));
    }

    private Admittance admitted(Reservation reservation) {
        Held before = exchanges.get(reservation.id());
        if (before != null) {
            return before.granted;
        }
        if (settled.wasNeverHeld(reservation.id())) {
            throw new IllegalStateException("reservation " + reservation.id() + " is settled already");
        }
        long nanos = nanoTime.getAsLong();
        goRoundIfDue(reservation.at(), nanos);
        Counters under = counters.of(reservation.limits(), nanos);
        Admittance answer = under.admit(reservation, nanos);
        if (answer instanceof Admittance.Granted granted) {
            exchanges.put(reservation.id(), new Held(granted, reservation.limits(), under));
        }
        return answer;
    }

    /** Only between two exchanges: what one of them has just found is as new until it holds something. */
    private void goRoundIfDue(Instant at, long nanos) {
        if (nanos - lastRound >= (counters.isFull() ? ROUND_AT_THE_BOUND : ROUND)) {
            lastRound = nanos;
            Set<Counter> inUse = Collections.newSetFromMap(new IdentityHashMap<>());
            exchanges.values().forEach(held -> inUse.addAll(held.under.asList()));
            counters.forgetNew(inUse, at, nanos);
        }
    }

    @Override
    public synchronized CompletionStage<Void> settle(Charge charge) {
        String id = charge.reservation().id();
        Held held = exchanges.remove(id);
        if (held != null) {
            settled.add(id);
            count(charge, held);
        } else if (settled.addNotHeld(id)) {
            count(charge, null);
        }
        return DONE;
    }

    /** Also beyond the bound: what was used is counted. */
    private void count(Charge charge, @Nullable Held held) {
        long nanos = nanoTime.getAsLong();
        List<Limit> limits = charge.reservation().limits();
        Counters under = held != null && held.limits.equals(limits) ? held.under : counters.unbounded(limits, nanos);
        under.settle(charge, held != null, nanos);
        if (charge.picoUsd() > 0) {
            changes++;
        }
    }

    @Override
    public CompletionStage<Balance> balance(Limit.Spend budget, Instant at) {
        return locked(() -> counters.spending(budget)
                .map(spending -> spending.balance(at))
                .orElseGet(() -> new Balance(0, 0, Optional.empty())));
    }

    @Override
    public CompletionStage<Void> reset(Limit.Spend budget) {
        return locked(() -> {
            counters.spending(budget).ifPresent(spending -> {
                spending.forgetSpend();
                changes++;
            });
            return null;
        });
    }

    private synchronized <T> CompletionStage<T> locked(Supplier<T> work) {
        try {
            return CompletableFuture.completedStage(work.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** {@return how often what is spent has changed} */
    synchronized long changes() {
        return changes;
    }

    /** {@return what is spent of all budgets} */
    synchronized List<SpendFile.Spent> spend() {
        List<SpendFile.Spent> spend = new ArrayList<>();
        counters.forEach((name, counter) -> {
            if (counter instanceof Counter.Spending spending) {
                Balance balance = spending.balance();
                balance.ends().ifPresent(ends -> spend.add(new SpendFile.Spent(name, balance.spentPicoUsd(), ends)));
            }
        });
        return spend;
    }

    /** Goes on from what was spent before. */
    synchronized void restore(List<SpendFile.Spent> spend) {
        for (SpendFile.Spent each : spend) {
            Balance balance = new Balance(each.spentPicoUsd(), 0, Optional.of(each.ends()));
            counters.put(each.name(), new Counter.Spending(balance));
        }
    }

    /** {@return how many counters are kept} */
    synchronized int size() {
        return counters.size();
    }

    @Override
    public void close() {
        // nothing is held
    }
}
