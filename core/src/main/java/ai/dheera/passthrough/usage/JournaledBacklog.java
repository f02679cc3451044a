/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * What waits is in a journal, and as much of it as has room in memory, too. From the first record for which there is none
 * there, the journal is read, until nothing more is in it; so it is with what a former process left.
 *
 * <p>A record that the journal does not take, because the disk is full for instance, waits in memory only.
 */
final class JournaledBacklog implements Backlog {

    private record Waiting(UsageRecord usage, long end) {

        boolean isKept() {
            return end != Journal.NOWHERE;
        }
    }

    private final Journal journal;
    private final int most;
    private final FullMark memoryFull;
    private final FullMark journalFull;
    private final long leftBehindUpTo;

    // guarded by this object
    private final Queue<Waiting> memory = new ArrayDeque<>();
    private int taken;
    private boolean spilled;
    private long readUpTo;

    /** How many are in memory and not taken; read without the lock. */
    private volatile int waiting;

    JournaledBacklog(Journal journal, int most) {
        this.journal = journal;
        this.most = most;
        this.memoryFull = new FullMark(most + 1L);
        this.journalFull = new FullMark(journal.bound());
        this.leftBehindUpTo = journal.end();
        this.readUpTo = journal.begin();
        this.spilled = readUpTo < leftBehindUpTo;
        journalFull.grownTo(journal.size());
    }

    @Override
    public boolean add(UsageRecord usage) {
        Optional<String> line = Lines.of(usage);
        return line.isEmpty() || add(usage, (line.get() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The order in the journal is that in memory. */
    private synchronized boolean add(UsageRecord usage, byte[] line) {
        Waiting added = new Waiting(usage, journal.append(line, Backlog.room(usage, journal.bound())));
        if (added.isKept()) {
            journalFull.grownTo(journal.size());
            if (!spilled && memory.size() + taken >= most) {
                spilled = true;
                readUpTo = added.end - line.length;
            }
            if (spilled) {
                return true;
            }
        }
        return addToMemory(added);
    }

    private synchronized boolean addToMemory(Waiting added) {
        if (memory.size() + taken >= Backlog.room(added.usage, most)) {
            return false;
        }
        memory.add(added);
        waiting = memory.size();
        memoryFull.grownTo(memory.size() + taken);
        return true;
    }

    @Override
    public boolean isFull() {
        return memoryFull.isReached() || journalFull.isReached();
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public Batch next(int atMost) throws IOException {
        lookWhetherFull();
        Batch batch = fromMemory(atMost);
        while (batch.isEmpty() && isSpilled()) {
            batch = fromJournal(atMost);
            if (batch.isEmpty()) {
                written(batch); // no record is there
            }
        }
        return batch;
    }

    private synchronized void lookWhetherFull() {
        memoryFull.shrunkTo(memory.size() + taken);
        journalFull.shrunkTo(journal.size());
    }

    /** All of them are kept by the journal, or none is. */
    private synchronized Batch fromMemory(int atMost) {
        List<UsageRecord> records = new ArrayList<>(Math.min(atMost, memory.size()));
        long end = Journal.NOWHERE;
        Waiting next = memory.peek();
        boolean kept = next != null && next.isKept();
        while (next != null && next.isKept() == kept && records.size() < atMost) {
            records.add(next.usage);
            end = next.end;
            memory.remove();
            next = memory.peek();
        }
        waiting = memory.size();
        taken = records.size();
        return new Batch(records, end, false);
    }

    private synchronized boolean isSpilled() {
        spilled = spilled && readUpTo < journal.end();
        return spilled;
    }

    private Batch fromJournal(int atMost) throws IOException {
        long from;
        synchronized (this) {
            from = readUpTo;
        }
        Journal.Piece piece = journal.read(from, atMost);
        synchronized (this) {
            readUpTo = piece.end();
        }
        return new Batch(piece.records(), piece.end(), from < leftBehindUpTo);
    }

    @Override
    public void written(Batch batch) {
        if (batch.end() != Journal.NOWHERE) {
            journal.forgetUpTo(batch.end());
        }
        synchronized (this) {
            taken = 0;
        }
    }

    @Override
    public synchronized List<UsageRecord> takeUnkept() {
        List<UsageRecord> left = memory.stream()
                .filter(each -> !each.isKept())
                .map(Waiting::usage)
                .toList();
        memory.clear();
        waiting = 0;
        return left;
    }

    @Override
    public List<UsageRecord> unkept(Batch batch) {
        return batch.end() == Journal.NOWHERE ? batch.records() : List.of();
    }

    @Override
    public void close() {
        journal.close();
    }
}
