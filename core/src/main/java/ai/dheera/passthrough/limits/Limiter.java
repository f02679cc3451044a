/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits exchanges against the limits of their keys, and charges for them what they used. Where the store is away, keys
 * with a local allowance go on with that, and what they spend is counted when it is back. Safe for use by several threads.
 */
public final class Limiter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Limiter.class);

    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final LimitStore store;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Outage outage;
    private final Settlements settlements;

    private final LimitsOfKeys limits = new LimitsOfKeys();

    /** Counts what this node admits while the store is away; a new one for each time. */
    private volatile LimitStore here = LimitStore.inMemory();

    /**
     * A limiter.
     *
     * @param store keeps what is spent; closed with this
     * @param clock tells in which windows exchanges fall
     * @param nanoTime a monotonic clock
     */
    public Limiter(LimitStore store, Clock clock, LongSupplier nanoTime) {
        this.store = store;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.outage = new Outage(nanoTime);
        this.settlements = new Settlements(store, nanoTime);
    }

    /**
     * {@return the limits that a key comes under}
     *
     * @param key the virtual key
     */
    public KeyLimits limitsOf(VirtualKey key) {
        return limits.of(key);
    }

    /**
     * {@return the admission of an exchange, still to be asked for}
     *
     * @param key its virtual key
     * @param under what it comes under, see {@link KeyLimits}; not empty
     * @param id names the exchange among those of all nodes
     * @param picoUsd what it is expected to cost, see {@link PicoUsd}; not negative
     */
    public Admission admission(VirtualKey key, ExchangeLimits under, String id, long picoUsd) {
        return new Admission(this, key, under, new Reservation(id, now(), picoUsd, under.inOrder()));
    }

    boolean mayAsk() {
        return !settlements.isFull() && outage.mayAsk();
    }

    CompletionStage<Admittance> ask(Reservation reservation) {
        try {
            return Objects.requireNonNull(store.admit(reservation), "the store tells nothing");
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** The store has answered. */
    void heard() {
        if (outage.answered()) {
            here = LimitStore.inMemory();
        }
    }

    /** The store has failed. */
    void failed(Throwable failure) {
        outage.failed(failure);
    }

    /** The store has not answered in time. */
    void late() {
        outage.late();
    }

    void settle(Charge charge) {
        settlements.settle(charge);
    }

    Instant now() {
        return clock.instant();
    }

    /** What a node admits while the store is away. */
    record Here(LimitStore store, Reservation reservation, Admittance answer) {

        void settle(Charge charge) {
            var unused = store.settle(charge);
        }
    }

    /** Asks this node alone, for a reservation with a name of its own: the other one is given up. */
    CompletionStage<Here> admitHere(Reservation reservation, VirtualKey key, BigDecimal allowanceUsd) {
        LimitStore local = here;
        Reservation own = new Reservation(
                reservation.id() + "-here",
                reservation.at(),
                reservation.picoUsd(),
                Stream.concat(
                                reservation.limits().stream().filter(limit -> !(limit instanceof Limit.Spend)),
                                Stream.of(allowance(key, allowanceUsd)))
                        .toList());
        return local.admit(own).thenApply(answer -> new Here(local, own, answer));
    }

    private static Limit allowance(VirtualKey key, BigDecimal usd) {
        return new Limit.Spend(
                "allowance " + key.id(), new Budget(usd, Budget.Calendar.TOTAL, ZoneOffset.UTC, Scope.KEY));
    }

    /** Tries again what could not be counted. Called a few times a second. */
    public void retry() {
        settlements.retry();
    }

    /** {@return how many charges the store has not confirmed} */
    int open() {
        return settlements.count();
    }

    /** Counts what is still to be counted, as far as the store lets it within five seconds, and closes the store. */
    @Override
    public void close() {
        long end = nanoTime.getAsLong() + FLUSH.toNanos();
        while (!settlements.open().isEmpty()
                && nanoTime.getAsLong() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            settlements.retry();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        settlements.open().forEach(Limiter::tellLost);
        store.close();
    }

    private static void tellLost(Charge charge) {
        if (charge.picoUsd() > 0) {
            log.error(
                    "Exchange {} cost {} USD, which was not counted: the store of limits was away until the end. Its limits: {}",
                    charge.reservation().id(),
                    PicoUsd.toUsd(charge.picoUsd()).toPlainString(),
                    charge.reservation().limits().stream().map(Limit::name).collect(Collectors.joining(", ")));
        }
    }
}
