/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a store answers. One that was late is asked once a second only until it answers, so that nobody waits for it in
 * vain. Safe for use by several threads.
 */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final AtomicLong nextAsked = new AtomicLong();
    private volatile boolean late;
    private volatile boolean away;

    Outage(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** {@return whether it is worth asking} */
    boolean mayAsk() {
        if (!late) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long next = nextAsked.get();
        return now - next >= 0 && nextAsked.compareAndSet(next, now + PAUSE);
    }

    /** It did not answer in time. */
    void late() {
        nextAsked.set(nanoTime.getAsLong() + PAUSE);
        late = true;
        if (!away) {
            away = true;
            log.warn("The store of limits does not answer in time");
        }
    }

    /** It said that it cannot. */
    void failed(Throwable cause) {
        if (!away) {
            away = true;
            log.warn("The store of limits fails", cause);
        }
    }

    /** It answered; {@return whether it did not before} */
    boolean answered() {
        late = false;
        if (!away) {
            return false;
        }
        away = false;
        log.info("The store of limits answers again");
        return true;
    }
}
