/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.usage.BatchWriter;
import ai.dheera.passthrough.usage.QueuedSink;
import ai.dheera.passthrough.usage.UsageStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sinks that the configuration names at the moment. A change leaves those alone that stay as they are, and loses no
 * record: what a sink could not write before its end goes to the one that takes its place. Safe for use by several threads.
 */
final class SwitchedSink implements UsageSink {

    private static final Logger log = LoggerFactory.getLogger(SwitchedSink.class);

    /** Each leaves less to be given on under the lock, unless records come as fast as they can be. */
    private static final int PASSES = 3;

    /**
     * What is opened to be put in force.
     *
     * @param sink empty where its journal is still that of the one whose place it takes
     */
    private record Prepared(SinkPlan plan, BatchWriter writer, Optional<QueuedSink> sink) {

        void close() {
            sink.ifPresentOrElse(QueuedSink::close, writer::close);
        }
    }

    /** All that a change needs, opened. */
    static final class Change {

        private final Set<String> names;
        private final List<Prepared> prepared = new ArrayList<>();

        private Change(List<SinkPlan> plans) {
            names = plans.stream().map(SinkPlan::name).collect(Collectors.toUnmodifiableSet());
        }

        /** Where it is not to be. */
        void drop() {
            prepared.forEach(Prepared::close);
        }
    }

    /** Held by who records, so that no sink is closed under a record; for a moment, since sinks return at once. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    // guarded by this object
    private final Map<String, SinkPlan> plans = new LinkedHashMap<>();
    private final Map<String, QueuedSink> sinks = new LinkedHashMap<>();
    private final Map<String, UsageStore> stores = new LinkedHashMap<>();
    private boolean closed;

    // guarded by the lock
    private final Map<String, UsageSink> targets = new LinkedHashMap<>();

    private volatile UsageSink all = UsageSink.none();
    private volatile Optional<UsageStore> store = Optional.empty();

    /**
     * Opens what is not in force yet.
     *
     * @throws NotOpened where something of it cannot be; then nothing is
     */
    synchronized Change prepare(List<SinkPlan> next) throws NotOpened {
        Change change = new Change(next);
        try {
            for (SinkPlan plan : next) {
                if (!plan.equals(plans.get(plan.name()))) {
                    change.prepared.add(prepare(plan));
                }
            }
            return change;
        } catch (NotOpened | RuntimeException e) {
            change.drop();
            throw e;
        }
    }

    private Prepared prepare(SinkPlan plan) throws NotOpened {
        BatchWriter writer = writer(plan);
        SinkPlan before = plans.get(plan.name());
        if (before != null && before.journal().isPresent() && before.journal().equals(plan.journal())) {
            return new Prepared(plan, writer, Optional.empty());
        }
        try {
            return new Prepared(plan, writer, Optional.of(plan.sink(writer)));
        } catch (IOException e) {
            writer.close();
            throw new NotOpened("$.usage.journal", e);
        }
    }

    private static BatchWriter writer(SinkPlan plan) throws NotOpened {
        try {
            return plan.target().open();
        } catch (IllegalArgumentException e) {
            throw new NotOpened("$.usage." + plan.name(), e);
        }
    }

    /** Puts a change in force; returns when all that came to sinks that are no more is written or given on. */
    synchronized void put(Change change) {
        if (closed) {
            change.drop();
            return;
        }
        change.prepared.forEach(this::put);
        plans.keySet().stream()
                .filter(name -> !change.names.contains(name))
                .toList()
                .forEach(this::remove);
    }

    private void put(Prepared next) {
        String name = next.plan.name();
        QueuedSink before = sinks.get(name);
        plans.put(name, next.plan);
        if (next.writer instanceof UsageStore opened) {
            stores.put(name, opened);
            tellStore();
        }
        if (before == null) {
            QueuedSink sink = sink(next);
            sinks.put(name, sink);
            changeTargets(() -> targets.put(name, sink));
        } else {
            replace(before, next);
        }
    }

    private void replace(QueuedSink before, Prepared next) {
        String name = next.plan.name();
        HeldRecords held = new HeldRecords(next.plan.queue());
        changeTargets(() -> targets.put(name, held));
        List<UsageRecord> unwritten = before.retire();
        QueuedSink sink = sink(next);
        sinks.put(name, sink);
        unwritten.forEach(sink::record);
        for (int pass = 0; pass < PASSES; pass++) {
            held.passTo(sink);
        }
        changeTargets(() -> {
            held.passTo(sink); // the few that came in the meantime
            targets.put(name, sink);
        });
    }

    /** The journal was this process's a moment ago; should it not be any more, records are better kept in memory. */
    private static QueuedSink sink(Prepared next) {
        if (next.sink.isPresent()) {
            return next.sink.get();
        }
        try {
            return next.plan.sink(next.writer);
        } catch (IOException e) {
            log.error("Usage records go without a journal from now on ({})", next.writer, e);
            return withoutJournal(next);
        }
    }

    private static QueuedSink withoutJournal(Prepared next) {
        try {
            return next.plan.sinkWithoutJournal(next.writer);
        } catch (IOException e) {
            throw new AssertionError("only journals are opened", e);
        }
    }

    private void remove(String name) {
        changeTargets(() -> targets.remove(name));
        plans.remove(name);
        stores.remove(name);
        tellStore();
        QueuedSink sink = sinks.remove(name);
        if (sink != null) {
            sink.close();
        }
    }

    private void changeTargets(Runnable change) {
        lock.writeLock().lock();
        try {
            change.run();
            all = UsageSink.all(targets.values().toArray(UsageSink[]::new));
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void tellStore() {
        store = stores.values().stream().findFirst();
    }

    /** The first of the stores that are in force. */
    Optional<UsageStore> store() {
        return store;
    }

    @Override
    public void record(UsageRecord usage) {
        lock.readLock().lock();
        try {
            all.record(usage);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public boolean isFull() {
        return all.isFull();
    }

    @Override
    public synchronized void close() {
        closed = true;
        sinks.values().forEach(QueuedSink::close);
    }
}
