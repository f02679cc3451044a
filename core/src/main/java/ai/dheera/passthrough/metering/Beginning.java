/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.metering.PassedText.Sample;
import java.util.Arrays;

/** Keeps the beginning of a body. Used by one thread at a time. */
final class Beginning {

    /** Enough to tell how many tokens a body's bytes make. */
    static final int LONGEST = 16 * 1024;

    private static final int SHORTEST = 256;

    private byte[] kept = new byte[0];
    private int length;
    private long total;

    void add(byte[] bytes, int from, int to) {
        total += to - from;
        int fits = Math.min(to - from, LONGEST - length);
        if (fits > 0) {
            if (length + fits > kept.length) {
                kept = Arrays.copyOf(kept, roomFor(length + fits));
            }
            System.arraycopy(bytes, from, kept, length, fits);
            length += fits;
        }
    }

    private int roomFor(int bytes) {
        return Math.min(LONGEST, Math.max(SHORTEST, Math.max(bytes, kept.length * 2)));
    }

    Sample sample() {
        return new Sample(kept, length, total);
    }
}
