/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.util.concurrent.atomic.AtomicBoolean;

/** What is held for a running exchange. To be released at its end, whatever that is; a second time does nothing. */
public final class Admission {

    /** Nothing is held. */
    public static final Admission NONE = new Admission(() -> {});

    private final AtomicBoolean held = new AtomicBoolean(true);
    private final Runnable release;

    Admission(Runnable release) {
        this.release = release;
    }

    /** Gives back what was held. */
    public void release() {
        if (held.compareAndSet(true, false)) {
            release.run();
        }
    }
}
