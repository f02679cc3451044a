/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

/** Follows the bytes of a text and tells where they stop being UTF-8: no overlong form, no surrogate, nothing beyond. */
final class Utf8 {

    private int missing;
    private int least;
    private int most;

    /** Forgets what came before. */
    void begin() {
        missing = 0;
    }

    /** Whether a character is under way. */
    boolean isInside() {
        return missing > 0;
    }

    /** Whether a byte may come next. */
    boolean take(byte b) {
        int value = b & 0xff;
        if (missing > 0) {
            missing--;
            return within(value, 0x80, 0xbf);
        }
        return value < 0x80 || lead(value);
    }

    /** A byte that follows has to be within what the one before it left open. */
    private boolean within(int value, int nextLeast, int nextMost) {
        boolean fits = value >= least && value <= most;
        least = nextLeast;
        most = nextMost;
        return fits;
    }

    private boolean lead(int value) {
        missing = value >= 0xf0 ? 3 : value >= 0xe0 ? 2 : 1;
        least = value == 0xe0 ? 0xa0 : value == 0xf0 ? 0x90 : 0x80;
        most = value == 0xed ? 0x9f : value == 0xf4 ? 0x8f : 0xbf;
        return value >= 0xc2 && value <= 0xf4;
    }
}
