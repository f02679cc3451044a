/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a store answers. One that was late, or failed several times in a row, is asked once a second only until it
 * answers, so that nobody waits for it in vain. Safe for use by several threads.
 */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private static final long PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int TOO_MANY_FAILURES = 5;

    private final LongSupplier nanoTime;
    private final AtomicLong nextAsked = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean resting;

    Outage(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** {@return whether it is worth asking} */
    boolean mayAsk() {
        if (!resting) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long next = nextAsked.get();
        return now - next >= 0 && nextAsked.compareAndSet(next, now + PAUSE);
    }

    /** It did not answer in time. */
    void late() {
        if (failures.getAndIncrement() == 0) {
            log.warn("The store of limits does not answer in time");
        }
        rest();
    }

    /** It said that it cannot. */
    void failed(Throwable cause) {
        int before = failures.getAndIncrement();
        if (before == 0) {
            log.warn("The store of limits fails", cause);
        }
        if (before + 1 >= TOO_MANY_FAILURES) {
            rest();
        }
    }

    private void rest() {
        nextAsked.set(nanoTime.getAsLong() + PAUSE);
        resting = true;
    }

    /** It answered; {@return whether it did not before} */
    boolean answered() {
        if (failures.get() == 0) {
            return false;
        }
        resting = false;
        boolean first = failures.getAndSet(0) > 0;
        if (first) {
            log.info("The store of limits answers again");
        }
        return first;
    }
}
