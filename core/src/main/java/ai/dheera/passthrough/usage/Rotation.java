/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

/**
 * When a file of usage records is put aside for a new one, and how many of those are kept.
 *
 * @param atBytes the size, from 1, that a file stays below, unless a single batch is larger
 * @param keep how many files that were put aside are kept, from 0; older ones are deleted
 */
public record Rotation(long atBytes, int keep) {

    /** Files grow without end. */
    public static final Rotation NEVER = new Rotation(Long.MAX_VALUE, Integer.MAX_VALUE);

    // Refuses what means nothing.
    public Rotation {
        if (atBytes < 1 || keep < 0) {
            throw new IllegalArgumentException(
                    "a file cannot be rotated at " + atBytes + " bytes, nor " + keep + " files be kept");
        }
    }

    /**
     * {@return a rotation that deletes nothing}
     *
     * @param bytes the size, from 1, that a file stays below, unless a single batch is larger
     */
    public static Rotation at(long bytes) {
        return new Rotation(bytes, Integer.MAX_VALUE);
    }
}
