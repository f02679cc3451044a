/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Admits exchanges against the limits of their keys, counted in this process. Safe for use by several threads.
 *
 * <p>A key is forgotten when nothing of it runs and its minute is over, so memory is bounded by the keys in use.
 */
public final class Limiter {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Duration SLOT_MAY_OPEN = Duration.ofSeconds(1);

    private final ConcurrentMap<String, Counters> countersOfKeys = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final AtomicLong nextRound;

    /**
     * A limiter.
     *
     * @param nanoTime a monotonic clock
     */
    public Limiter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextRound = new AtomicLong(nanoTime.getAsLong() + MINUTE);
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
        long now = nanoTime.getAsLong();
        forgetResting(now);
        countersOfKeys.compute(key.id(), (id, known) -> {
            Counters counters = known == null ? new Counters(now) : known;
            counters.admit(key, now);
            return counters;
        });
        return new Admission(() -> release(key.id()));
    }

    private void release(String keyId) {
        countersOfKeys.computeIfPresent(keyId, (id, counters) -> {
            counters.running--;
            return counters;
        });
    }

    /** Once a minute, whoever comes first goes through all keys. */
    private void forgetResting(long now) {
        long due = nextRound.get();
        if (now - due >= 0 && nextRound.compareAndSet(due, now + MINUTE)) {
            for (String keyId : countersOfKeys.keySet()) {
                countersOfKeys.computeIfPresent(keyId, (id, counters) -> counters.isResting(now) ? null : counters);
            }
        }
    }

    /** How many keys are remembered. */
    int size() {
        return countersOfKeys.size();
    }

    /** What is counted of one key; under the lock that the map holds for it. */
    private static final class Counters {

        private int running;
        private long paidUntil;

        Counters(long now) {
            paidUntil = now;
        }

        void admit(VirtualKey key, long now) {
            int mostRunning = key.limits().parallelRequests();
            if (mostRunning > 0 && running >= mostRunning) {
                throw Refusal.until(
                        ErrorCode.TOO_MANY_PARALLEL,
                        "The key '" + key.id() + "' may run " + mostRunning + " requests at a time.",
                        SLOT_MAY_OPEN);
            }
            takeRequest(key, now);
            running++;
        }

        /** The instant up to which requests are paid for moves on with each one, and may be a minute ahead at most. */
        private void takeRequest(VirtualKey key, long now) {
            int perMinute = key.limits().requestsPerMinute();
            if (perMinute == 0) {
                return;
            }
            long next = (paidUntil - now > 0 ? paidUntil : now) + MINUTE / perMinute;
            long ahead = next - now - MINUTE;
            if (ahead > 0) {
                throw Refusal.until(
                        ErrorCode.RATE_LIMITED,
                        "The key '" + key.id() + "' may make " + perMinute + " requests per minute.",
                        Duration.ofNanos(ahead));
            }
            paidUntil = next;
        }

        boolean isResting(long now) {
            return running == 0 && paidUntil - now <= 0;
        }
    }
}
