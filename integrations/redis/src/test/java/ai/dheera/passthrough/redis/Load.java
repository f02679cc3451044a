/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.limits.Admission;
import ai.dheera.passthrough.limits.ExchangeLimits;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Limiter;
import ai.dheera.passthrough.limits.PicoUsd;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A node under load: threads that begin exchanges of about a cent through a limiter, as fast as they are let. */
final class Load implements AutoCloseable {

    /** For how long exchanges wait for the store, as the filter's do. */
    static final long PATIENCE_MILLIS = 2_000;

    private static final int THREADS = 16;
    private static final VirtualKey KEY = VirtualKey.withId("k").build();
    private static final BigDecimal CENT = new BigDecimal("0.01");

    final AtomicInteger completed = new AtomicInteger();
    final AtomicInteger unavailable = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicLong spentPicoUsd = new AtomicLong();
    final AtomicLong longestAskMillis = new AtomicLong();

    private final Limiter limiter;
    private final List<Limit> limits;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    private Load(LimitStore store, List<Limit> limits) {
        this.limiter = new Limiter(store, Clock.systemUTC(), System::nanoTime);
        this.limits = limits;
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(this::goOn));
        }
        threads.add(new Thread(this::retry));
        threads.forEach(Thread::start);
    }

    static Load on(LimitStore store, Limit... limits) {
        return new Load(store, List.of(limits));
    }

    private void goOn() {
        Random random = new Random();
        while (!over) {
            exchange(random);
        }
    }

    private void exchange(Random random) {
        Admission admission = limiter.admission(
                KEY, new ExchangeLimits(limits), UUID.randomUUID().toString(), PicoUsd.of(CENT));
        Optional<Refusal> refusal = ask(admission);
        if (refusal.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(10)));
            long cost = random.nextInt(20_000_000) * 1_001L;
            admission.settle(BigDecimal.valueOf(cost, 12), 10);
            spentPicoUsd.addAndGet(cost);
            completed.incrementAndGet();
        } else {
            admission.release();
            (refusal.get().code() == ErrorCode.LIMITS_UNAVAILABLE ? unavailable : refused).incrementAndGet();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private Optional<Refusal> ask(Admission admission) {
        CompletableFuture<Optional<Refusal>> told = new CompletableFuture<>();
        long asked = System.nanoTime();
        admission.ask(() -> told.complete(Optional.empty()), refusal -> told.complete(Optional.of(refusal)));
        try {
            return told.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            admission.giveUp();
            return told.join();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            longestAskMillis.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked), Math::max);
        }
    }

    private void retry() {
        while (!over) {
            limiter.retry();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** Ends the load; what it spent is counted, as far as the store lets it within seconds. */
    @Override
    public void close() {
        over = true;
        for (Thread each : threads) {
            try {
                each.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(each.isAlive()).as("an exchange hangs").isFalse();
        }
        limiter.close();
    }
}
