/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records for which there was no room. Safe for use by several threads. */
final class Losses {

    private static final Logger log = LoggerFactory.getLogger(QueuedSink.class);

    private final Object writer;
    private long count;
    private String first = "";

    Losses(Object writer) {
        this.writer = writer;
    }

    synchronized void add(UsageRecord usage) {
        count++;
        if (count == 1) {
            first = usage.requestId();
            log.error("Usage records are lost from {} on: there is no room for more to wait ({})", first, writer);
        }
    }

    /** Tells how many they are, if there are any, and begins anew. */
    synchronized void tell() {
        if (count > 0) {
            log.error("{} usage records are lost, {} the first: there was no room for them ({})", count, first, writer);
            count = 0;
        }
    }

    static void atTheEnd(List<UsageRecord> left, Object writer) {
        if (!left.isEmpty()) {
            String first = left.get(0).requestId();
            log.error(
                    "{} usage records are lost, {} the first: they could not be written before the end ({})",
                    left.size(),
                    first,
                    writer);
        }
    }
}
