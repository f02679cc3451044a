/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what it is given, and fails or stands still as long as a test wants. Safe for several threads. */
final class ScriptedWriter implements BatchWriter {

    final AtomicInteger attempts = new AtomicInteger();
    final AtomicInteger syncs = new AtomicInteger();
    volatile boolean failing;
    volatile boolean syncFails;
    volatile boolean closed;

    private final List<List<String>> batches = new ArrayList<>();
    private final List<String> again = new ArrayList<>();
    private boolean still;

    @Override
    public synchronized void write(List<UsageRecord> batch) throws Exception {
        attempts.incrementAndGet();
        while (still) {
            wait();
        }
        if (failing) {
            throw new IOException("failing on purpose");
        }
        batches.add(batch.stream().map(UsageRecord::requestId).toList());
    }

    @Override
    public void writeAgain(List<UsageRecord> batch) throws Exception {
        write(batch);
        synchronized (this) {
            batch.forEach(usage -> again.add(usage.requestId()));
        }
    }

    @Override
    public void sync() throws IOException {
        syncs.incrementAndGet();
        if (syncFails) {
            throw new IOException("failing on purpose");
        }
    }

    synchronized void standStill(boolean whether) {
        still = whether;
        notifyAll();
    }

    synchronized List<String> ids() {
        return batches.stream().flatMap(List::stream).toList();
    }

    synchronized List<Integer> sizesOfBatches() {
        return batches.stream().map(List::size).toList();
    }

    /** Those that it was told may be there already. */
    synchronized List<String> idsOfAgain() {
        return List.copyOf(again);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "to the script";
    }
}
