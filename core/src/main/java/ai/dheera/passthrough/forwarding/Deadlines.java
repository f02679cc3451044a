/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Timeouts;

/** When a forwarding has to be over. Written by those who make progress, read by the one who watches the clock. */
final class Deadlines {

    private final long firstByte;
    private final long idle;
    private final long end;
    private volatile long lastProgress;

    Deadlines(Timeouts timeouts, long now) {
        firstByte = timeouts.firstByte().toNanos();
        idle = timeouts.idle().toNanos();
        end = now + timeouts.total().toNanos();
        lastProgress = now;
    }

    /** Bytes moved, in either direction. */
    void progress(long now) {
        lastProgress = now;
    }

    /** Whether the provider has been silent for too long before its answer. */
    boolean firstBytePassed(long now) {
        return now - lastProgress > firstByte;
    }

    /** Whether nothing has moved for too long. */
    boolean idlePassed(long now) {
        return now - lastProgress > idle;
    }

    /** Whether the exchange has lasted for too long in all. */
    boolean totalPassed(long now) {
        return now - end > 0;
    }
}
