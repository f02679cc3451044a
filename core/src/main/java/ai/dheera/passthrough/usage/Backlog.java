/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import java.io.IOException;
import java.util.List;

/** What waits to be written, in its order. Filled by several threads, emptied by one. */
interface Backlog extends AutoCloseable {

    /**
     * Some of it, taken out.
     *
     * @param records in their order
     * @param end where they end in the journal, 0 where they are in none
     * @param perhapsWritten whether a former process may have written some of them
     */
    record Batch(List<UsageRecord> records, long end, boolean perhapsWritten) {

        static final Batch EMPTY = new Batch(List.of(), 0, false);

        boolean isEmpty() {
            return records.isEmpty();
        }
    }

    /**
     * How much may wait before this record: twice the bound. Half of what is beyond the bound is for exchanges that cost,
     * lest they be pushed out by refused ones, which go on coming.
     */
    static long room(UsageRecord usage, long bound) {
        return usage.outcome() == Outcome.REJECTED ? bound + bound / 2 : 2 * bound;
    }

    /** Takes a record, in a moment; false where there is no room for it. */
    boolean add(UsageRecord usage);

    /** Whether so much waits that no exchange should begin. */
    boolean isFull();

    /** How many records wait in memory. */
    int waiting();

    /** The first ones, or none. Those of the last call have been {@linkplain #written written}. */
    Batch next(int most) throws IOException;

    /** They need be kept no longer. */
    void written(Batch batch);

    /** Those that nobody else keeps, taken out: with this process they are gone. */
    List<UsageRecord> takeUnkept();

    /** Those of a batch that was taken and not written, and that nobody else keeps. */
    List<UsageRecord> unkept(Batch batch);

    @Override
    void close();
}
