/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

/**
 * Whether something is full: from its bound on, and until it has fallen below three quarters of it, lest exchanges be held
 * and let go one by one. Safe for use by several threads.
 */
final class FullMark {

    private final long bound;
    private volatile boolean reached;

    FullMark(long bound) {
        this.bound = bound;
    }

    boolean isReached() {
        return reached;
    }

    /** It has grown. */
    void grownTo(long size) {
        if (size >= bound && !reached) {
            reached = true;
        }
    }

    /** It has shrunk, or has not changed. */
    void shrunkTo(long size) {
        if (reached && size < bound - bound / 4) {
            reached = false;
        }
    }
}
