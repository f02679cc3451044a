/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.util.List;

/** Writes usage records somewhere, many at once. Called by one thread at a time, which it may block. */
public interface BatchWriter extends AutoCloseable {

    /**
     * Writes records. Called again with the same ones where it throws.
     *
     * @param batch at least one, in their order
     * @throws Exception where not all of them are surely written
     */
    void write(List<UsageRecord> batch) throws Exception;

    /**
     * Writes records of which some may be written already, by a process that ended before it could say so.
     *
     * @param batch at least one, in their order
     * @throws Exception where not all of them are surely written
     */
    default void writeAgain(List<UsageRecord> batch) throws Exception {
        write(batch);
    }

    /** Makes what was written last beyond the end of the machine's power, where that is not so at once. */
    default void sync() throws Exception {}

    @Override
    default void close() {}
}
