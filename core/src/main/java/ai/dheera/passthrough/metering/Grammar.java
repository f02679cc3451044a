/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

/** Takes the bytes of an answer as they pass. Used by one thread at a time. */
interface Grammar {

    /** Reads on; the bytes stay the caller's. */
    void read(byte[] bytes, int from, int to);
}
