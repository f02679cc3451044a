/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Full at its bound, and with room for the records of running exchanges up to twice that. */
final class MemoryBacklog implements Backlog {

    private final Queue<UsageRecord> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger unwritten = new AtomicInteger();
    private final int most;
    private final FullMark full;

    MemoryBacklog(int most) {
        this.most = most;
        this.full = new FullMark(most);
    }

    @Override
    public boolean add(UsageRecord usage) {
        int size = unwritten.incrementAndGet();
        full.grownTo(size);
        if (size > Backlog.room(usage, most)) {
            unwritten.decrementAndGet();
            return false;
        }
        return queue.add(usage);
    }

    @Override
    public boolean isFull() {
        return full.isReached();
    }

    @Override
    public int waiting() {
        return queue.size();
    }

    @Override
    public Batch next(int atMost) {
        full.shrunkTo(unwritten.get());
        return new Batch(take(atMost), 0, false);
    }

    private List<UsageRecord> take(int atMost) {
        List<UsageRecord> taken = new ArrayList<>(Math.min(atMost, queue.size()));
        while (taken.size() < atMost) {
            UsageRecord next = queue.poll();
            if (next == null) {
                break;
            }
            taken.add(next);
        }
        return taken;
    }

    @Override
    public void written(Batch batch) {
        full.shrunkTo(unwritten.addAndGet(-batch.records().size()));
    }

    @Override
    public List<UsageRecord> takeUnkept() {
        return take(Integer.MAX_VALUE);
    }

    @Override
    public List<UsageRecord> unkept(Batch batch) {
        return batch.records();
    }

    @Override
    public void close() {}
}
