/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps records, and tells how often it was closed, and whether it came to its end with all of them. */
class RecordingSink implements UsageSink {

    final AtomicInteger closed = new AtomicInteger();
    volatile boolean recordedAfterItsEnd;
    volatile boolean full;

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();

    @Override
    public void record(UsageRecord usage) {
        recordedAfterItsEnd |= closed.get() > 0;
        records.add(usage);
    }

    UsageRecord next() throws InterruptedException {
        UsageRecord next = records.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no exchange ended");
        }
        return next;
    }

    /** The next that a key can be told of. */
    UsageRecord nextOf(String keyId) throws InterruptedException {
        UsageRecord next = next();
        while (!next.keyId().equals(Optional.of(keyId))) {
            next = next();
        }
        return next;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
