/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.usage.JsonLinesSink;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Writes to the file that the configuration names at the moment. Safe for use by several threads. */
final class SwitchedSink implements UsageSink {

    /** Held by who records, so that no sink is closed under a record; for a moment, since sinks return at once. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private UsageSink target = UsageSink.none();
    private Optional<Path> path = Optional.empty();
    private boolean closed;

    /** Writes elsewhere from now on; returns when all that came before is written. */
    void switchTo(Optional<Path> next) {
        UsageSink before;
        lock.writeLock().lock();
        try {
            if (closed || next.equals(path)) {
                return;
            }
            before = target;
            target = next.map(SwitchedSink::open).orElse(UsageSink.none());
            path = next;
        } finally {
            lock.writeLock().unlock();
        }
        before.close();
    }

    private static UsageSink open(Path file) {
        return JsonLinesSink.open(file);
    }

    @Override
    public void record(UsageRecord usage) {
        lock.readLock().lock();
        try {
            target.record(usage);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        UsageSink last;
        lock.writeLock().lock();
        try {
            closed = true;
            last = target;
        } finally {
            lock.writeLock().unlock();
        }
        last.close();
    }
}
