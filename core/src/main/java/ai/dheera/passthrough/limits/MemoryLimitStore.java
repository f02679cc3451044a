/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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
    private static final int REMEMBERED = 10_000;

    private final int most;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, Admittance.Granted> held = new HashMap<>();
    private final Map<String, Boolean> settled = new LatestIds();
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
        this.most = most;
        this.nanoTime = () -> nanoTime.getAsLong() - begin; // wherever the clock began: it may be about to run over
    }

    /** The ids settled last, so that none is settled twice. */
    private static final class LatestIds extends LinkedHashMap<String, Boolean> {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        return locked(() -> admitted(reservation));
    }

    private Admittance admitted(Reservation reservation) {
        Admittance.Granted before = held.get(reservation.id());
        if (before != null) {
            return before;
        }
        if (settled.containsKey(reservation.id())) {
            throw new IllegalStateException("reservation " + reservation.id() + " is settled already");
        }
        long nanos = nanoTime.getAsLong();
        goRoundIfDue(reservation.at(), nanos);
        List<Counter> under = new ArrayList<>(reservation.limits().size());
        for (Limit limit : reservation.limits()) {
            under.add(counter(limit, nanos));
        }
        Admittance answer = Counter.admit(reservation, under, nanos);
        if (answer instanceof Admittance.Granted granted) {
            held.put(reservation.id(), granted);
        }
        return answer;
    }

    private Counter counter(Limit limit, long nanos) {
        Counter known = counters.get(limit.name());
        if (known != null) {
            return known;
        }
        if (counters.size() >= most) {
            throw new IllegalStateException(
                    "limits of " + most
                            + " keys, owners, teams and tags are in use, and no more are kept in memory; keep them in a database");
        }
        Counter created = Counter.of(limit, nanos);
        counters.put(limit.name(), created);
        return created;
    }

    /** Only between two exchanges: what one of them has just found is as new until it holds something. */
    private void goRoundIfDue(Instant at, long nanos) {
        if (nanos - lastRound >= (counters.size() < most ? ROUND : ROUND_AT_THE_BOUND)) {
            lastRound = nanos;
            counters.values().removeIf(counter -> counter.isNew(at, nanos));
        }
    }

    @Override
    public CompletionStage<Void> settle(Charge charge) {
        return locked(() -> {
            String id = charge.reservation().id();
            if (settled.put(id, true) == null) {
                count(charge, held.remove(id) != null);
            }
            return null;
        });
    }

    private void count(Charge charge, boolean wasHeld) {
        long nanos = nanoTime.getAsLong();
        List<Counter> under = new ArrayList<>(charge.reservation().limits().size());
        for (Limit limit : charge.reservation().limits()) {
            under.add(counters.computeIfAbsent(limit.name(), name -> Counter.of(limit, nanos)));
        }
        Counter.settle(charge, under, wasHeld, nanos);
        if (charge.picoUsd() > 0) {
            changes++;
        }
    }

    @Override
    public CompletionStage<Balance> balance(Limit.Spend budget, Instant at) {
        return locked(() -> counters.get(budget.name()) instanceof Counter.Spending spending
                ? spending.balance(at)
                : new Balance(0, 0, Optional.empty()));
    }

    @Override
    public CompletionStage<Void> reset(Limit.Spend budget) {
        return locked(() -> {
            if (counters.get(budget.name()) instanceof Counter.Spending spending) {
                spending.forgetSpend();
                changes++;
            }
            return null;
        });
    }

    private <T> CompletionStage<T> locked(Supplier<T> work) {
        lock.lock();
        try {
            return CompletableFuture.completedStage(work.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        } finally {
            lock.unlock();
        }
    }

    /** {@return how often what is spent has changed} */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** {@return what is spent of all budgets} */
    List<SpendFile.Spent> spend() {
        List<SpendFile.Spent> spend = new ArrayList<>();
        lock.lock();
        try {
            counters.forEach((name, counter) -> {
                if (counter instanceof Counter.Spending spending) {
                    Balance balance = spending.balance();
                    balance.ends()
                            .ifPresent(ends -> spend.add(new SpendFile.Spent(name, balance.spentPicoUsd(), ends)));
                }
            });
        } finally {
            lock.unlock();
        }
        return spend;
    }

    /** Goes on from what was spent before. */
    void restore(List<SpendFile.Spent> spend) {
        lock.lock();
        try {
            for (SpendFile.Spent each : spend) {
                Balance balance = new Balance(each.spentPicoUsd(), 0, Optional.of(each.ends()));
                counters.put(each.name(), new Counter.Spending(balance));
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many counters are kept} */
    int size() {
        lock.lock();
        try {
            return counters.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        // nothing is held
    }
}
