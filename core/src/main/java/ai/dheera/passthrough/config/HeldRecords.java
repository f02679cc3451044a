/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps records while one sink ends and before the next one begins. Safe for use by several threads. */
final class HeldRecords implements UsageSink {

    private static final Logger log = LoggerFactory.getLogger(HeldRecords.class);

    private final int most;
    private final BlockingQueue<UsageRecord> held;

    HeldRecords(int most) {
        this.most = most;
        this.held = new LinkedBlockingQueue<>(2 * most);
    }

    @Override
    public void record(UsageRecord usage) {
        if (!held.offer(usage)) {
            log.error("The usage record {} is lost: its sink is being changed, and too many wait", usage.requestId());
        }
    }

    @Override
    public boolean isFull() {
        return held.size() >= most;
    }

    /** Gives those on that are there, in their order; not those that come meanwhile, which may have no end. */
    void passTo(UsageSink sink) {
        List<UsageRecord> there = new ArrayList<>();
        held.drainTo(there);
        there.forEach(sink::record);
    }
}
