/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Takes the record of each exchange, refused ones included, when it has ended.
 *
 * <p><b>Threading and blocking.</b> Called from several threads at once, event loops among them, so it returns at once:
 * a sink that writes somewhere does so on a thread of its own, from a bounded queue.
 *
 * <p><b>Errors.</b> What is thrown is logged and harms neither the exchange nor other sinks.
 */
@FunctionalInterface
public interface UsageSink extends AutoCloseable {

    /**
     * Takes a record.
     *
     * @param usage what was used, by whom, and how it ended
     */
    void record(UsageRecord usage);

    /**
     * {@return whether so much waits to be written that no new exchange should begin; the records of running ones are
     * taken all the same}
     */
    default boolean isFull() {
        return false;
    }

    /** Writes what is still held. Called once, after the last record. */
    @Override
    default void close() {}

    /** {@return a sink that forgets} */
    static UsageSink none() {
        return usage -> {};
    }

    /**
     * {@return a sink that gives each record to several}
     *
     * @param sinks in this order; one that throws keeps none of the others from its record
     */
    static UsageSink all(UsageSink... sinks) {
        List<UsageSink> each = List.of(sinks);
        return new UsageSink() {
            @Override
            public void record(UsageRecord usage) {
                each.forEach(sink -> guarded(sink, () -> sink.record(usage)));
            }

            @Override
            public boolean isFull() {
                return each.stream().anyMatch(UsageSink::isFull);
            }

            @Override
            public void close() {
                each.forEach(sink -> guarded(sink, sink::close));
            }
        };
    }

    private static void guarded(UsageSink sink, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(UsageSink.class).error("{} failed", sink, e);
        }
    }
}
