/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Admits exchanges against the limits of their keys, counted in this process. Safe for use by several threads.
 *
 * <p>A key that rests for longer than its limits look back is forgotten, so memory is bounded by the keys in use.
 */
public final class Limiter {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Duration REST = Duration.ofMinutes(2);
    private static final int MOST_KEYS = 100_000;
    private static final Duration SLOT_MAY_OPEN = Duration.ofSeconds(1);

    private final Cache<String, Counters> countersOfKeys =
            Caffeine.newBuilder().maximumSize(MOST_KEYS).expireAfterAccess(REST).build();
    private final LongSupplier nanoTime;

    /**
     * A limiter.
     *
     * @param nanoTime a monotonic clock
     */
    public Limiter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * {@return what is held for an exchange from now on}
     *
     * @param key its virtual key
     * @throws Refusal {@code too_many_parallel} or {@code rate_limited}
     */
    public Admission admit(VirtualKey key) {
        VirtualKey.Limits limits = key.limits();
        if (limits.parallelRequests() == 0 && limits.requestsPerMinute() == 0) {
            return Admission.NONE;
        }
        Counters counters = countersOfKeys.get(key.id(), id -> new Counters(nanoTime.getAsLong()));
        takeSlot(key, counters, limits.parallelRequests());
        try {
            takeRequest(key, counters, limits.requestsPerMinute());
        } catch (Refusal refusal) {
            counters.running.decrementAndGet();
            throw refusal;
        }
        return new Admission(counters.running::decrementAndGet);
    }

    private static void takeSlot(VirtualKey key, Counters counters, int most) {
        int running = counters.running.incrementAndGet();
        if (most > 0 && running > most) {
            counters.running.decrementAndGet();
            throw Refusal.until(
                    ErrorCode.TOO_MANY_PARALLEL,
                    "The key '" + key.id() + "' may run " + most + " requests at a time.",
                    SLOT_MAY_OPEN);
        }
    }

    /** The instant up to which requests are paid for moves on with each one, and may be a minute ahead at most. */
    private void takeRequest(VirtualKey key, Counters counters, int perMinute) {
        if (perMinute == 0) {
            return;
        }
        long step = MINUTE / perMinute;
        while (true) {
            long now = nanoTime.getAsLong();
            long paid = counters.paidUntil.get();
            long next = (paid - now > 0 ? paid : now) + step;
            long ahead = next - now - MINUTE;
            if (ahead > 0) {
                throw Refusal.until(
                        ErrorCode.RATE_LIMITED,
                        "The key '" + key.id() + "' may make " + perMinute + " requests per minute.",
                        Duration.ofNanos(ahead));
            }
            if (counters.paidUntil.compareAndSet(paid, next)) {
                return;
            }
        }
    }

    private static final class Counters {

        private final AtomicInteger running = new AtomicInteger();
        private final AtomicLong paidUntil;

        Counters(long now) {
            paidUntil = new AtomicLong(now);
        }
    }
}
