/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A time in which records cannot be written, told of at its beginning and its end. Used by one thread but for {@link #isOn}. */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(QueuedSink.class);
    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();

    private final Object writer;
    private long since;
    private long pause;
    private volatile boolean on;

    Outage(Object writer) {
        this.writer = writer;
    }

    boolean isOn() {
        return on;
    }

    /** It was tried in vain; returns after how many nanoseconds it may be tried again. */
    long failed(Throwable cause) {
        if (!on) {
            on = true;
            since = System.nanoTime();
            pause = FIRST_PAUSE;
            log.error("Usage records cannot be written; they wait, and it is tried again ({})", writer, cause);
        } else {
            log.debug("Usage records can still not be written ({})", writer, cause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        return spread(pause);
    }

    /** Somewhat less, lest many nodes come back to a database at one moment. */
    private static long spread(long nanos) {
        return ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1);
    }

    /** It was tried with success. */
    void over(int waiting) {
        if (on) {
            long seconds = Duration.ofNanos(System.nanoTime() - since).toSeconds();
            log.info("Usage records are written again after {} s; {} wait ({})", seconds, waiting, writer);
            on = false;
        }
    }
}
