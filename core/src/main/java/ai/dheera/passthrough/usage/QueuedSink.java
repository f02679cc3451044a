/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.usage.Backlog.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records at once and writes them on a thread of its own, in batches of up to 512, ten times a second or sooner where
 * many come: to wake a thread for each would cost more than the record. Where they cannot be written they wait, and it is
 * tried again, after 100 ms at first and after 5 s in the end; one error is logged when that begins, and one line when it
 * is over.
 *
 * <p><b>At its bound</b>, {@link #isFull} says so until a quarter of it is written, and the gateway holds new exchanges. The
 * records of running ones are taken up to twice the bound, those of refused ones up to one and a half times; those beyond
 * are lost, which is logged with their number and the first one's request id. A record takes about a kilobyte of memory.
 *
 * <p><b>With a {@linkplain Builder#journal journal}</b>, each record is in a file before {@link #record} returns, so that
 * none is lost with the process, and waits there where there are too many for memory.
 *
 * <p>Safe for use by several threads.
 */
public final class QueuedSink implements UsageSink {

    /** How many records may wait in memory, unless said otherwise. */
    public static final int USUAL_MOST = 65_536;

    /** How many bytes may wait in a journal, unless said otherwise: 1 GiB. */
    public static final long USUAL_JOURNAL_BYTES = 1L << 30;

    static final int BATCH = 512;

    private static final Logger log = LoggerFactory.getLogger(QueuedSink.class);
    private static final long PAUSE = Duration.ofMillis(100).toNanos();
    private static final long SYNC_AFTER = Duration.ofMillis(900).toNanos();
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);

    private final BatchWriter writer;
    private final Backlog backlog;
    private final Duration patience;
    private final Outage outage;
    private final Losses losses;
    private final Thread thread = new Thread(this::run, "dheera-passthrough-usage");
    private final AtomicBoolean closing = new AtomicBoolean();

    /** No more records come; those that wait are to be written. */
    private volatile boolean closed;
    /** What waits is to be written no more. */
    private volatile boolean abandoned;
    /** Nothing is written any more. */
    private volatile boolean ended;
    /** Who brings many records has to wake the thread. */
    private volatile boolean resting;
    /** Taken from the backlog, and not written yet. */
    private volatile Batch inHand = Batch.EMPTY;

    private long unsyncedSince;
    private boolean unsynced;
    private boolean toldOfSync;
    private boolean toldOfFull;

    private QueuedSink(BatchWriter writer, Backlog backlog, Duration patience) {
        this.writer = writer;
        this.backlog = backlog;
        this.patience = patience;
        this.outage = new Outage(writer);
        this.losses = new Losses(writer);
        thread.setDaemon(true);
    }

    /**
     * {@return a sink with the usual bounds and without a journal}
     *
     * @param writer where the records go; closed with the sink
     */
    public static QueuedSink over(BatchWriter writer) {
        return started(new QueuedSink(writer, new MemoryBacklog(USUAL_MOST), Builder.USUAL_PATIENCE));
    }

    /**
     * {@return a builder of a sink}
     *
     * @param writer where the records go; closed with the sink
     */
    public static Builder builder(BatchWriter writer) {
        return new Builder(writer);
    }

    private static QueuedSink started(QueuedSink sink) {
        sink.thread.start();
        return sink;
    }

    @Override
    public void record(UsageRecord usage) {
        if (closed) {
            log.error("The usage record {} is lost: its sink is closed ({})", usage.requestId(), writer);
            return;
        }
        if (!backlog.add(usage)) {
            losses.add(usage);
        } else if (resting && backlog.waiting() >= BATCH) {
            LockSupport.unpark(thread);
        }
        if (ended) {
            Losses.atTheEnd(backlog.takeUnkept(), writer);
        }
    }

    @Override
    public boolean isFull() {
        return backlog.isFull();
    }

    // the thread

    private void run() {
        try {
            boolean last = false;
            while (!last && !abandoned) {
                boolean noneComes = closed;
                int written = writeNext();
                last = noneComes && written == 0;
                if (written < BATCH && !last) {
                    rest();
                }
            }
        } catch (InterruptedException e) {
            log.debug("Writing ends before all is written ({})", writer, e); // what is left is told by who closes
        } finally {
            end();
        }
    }

    /** Writes a batch, how ever long that takes; returns how many records were in it. */
    private int writeNext() throws InterruptedException {
        while (true) {
            try {
                if (inHand.isEmpty()) {
                    inHand = backlog.next(BATCH);
                }
                int count = inHand.records().size();
                if (count > 0) {
                    write(inHand);
                }
                inHand = Batch.EMPTY;
                outage.over(backlog.waiting());
                lookAfter();
                return count;
            } catch (Exception | Error e) {
                long pause = outage.failed(e);
                lookAfter();
                pause(pause);
            }
        }
    }

    private void write(Batch batch) throws Exception {
        if (batch.perhapsWritten()) {
            writer.writeAgain(batch.records());
        } else {
            writer.write(batch.records());
        }
        if (!unsynced) {
            unsynced = true;
            unsyncedSince = System.nanoTime();
        }
        backlog.written(batch);
    }

    private void lookAfter() {
        if (unsynced && System.nanoTime() - unsyncedSince > SYNC_AFTER) {
            sync();
        }
        boolean full = backlog.isFull();
        if (full && !toldOfFull) {
            log.warn("As many usage records wait as may: new exchanges are held until some are written ({})", writer);
        }
        toldOfFull = full;
        if (!full) {
            losses.tell();
        }
    }

    private void sync() {
        try {
            writer.sync();
            unsynced = false;
            toldOfSync = false;
        } catch (Exception | Error e) {
            unsyncedSince = System.nanoTime();
            if (!toldOfSync) {
                log.error("Usage records may be lost if the power fails: they cannot be synced ({})", writer, e);
            }
            toldOfSync = true;
        }
    }

    private void rest() throws InterruptedException {
        resting = true;
        if (!closed && backlog.waiting() < BATCH) {
            pause(PAUSE);
        }
        resting = false;
    }

    private void pause(long nanos) throws InterruptedException {
        if (!abandoned) {
            LockSupport.parkNanos(this, nanos);
        }
        boolean unused = Thread.interrupted();
        if (abandoned) {
            throw new InterruptedException("the patience of who closes the sink is over");
        }
    }

    private void end() {
        if (unsynced) {
            sync();
        }
        try {
            writer.close();
        } catch (RuntimeException | Error e) {
            log.warn("What usage records are written to could not be closed ({})", writer, e);
        }
    }

    // its end

    /** Writes what waits, for up to ten seconds unless said otherwise. What a journal has is kept for the next start. */
    @Override
    public void close() {
        Losses.atTheEnd(finish(patience), writer);
    }

    /**
     * Ends as {@link #close} does, and within two seconds where records cannot be written at the moment.
     *
     * @return what was not written and is in no journal, for another sink to write
     */
    public List<UsageRecord> retire() {
        return finish(patience.compareTo(SHORT_PATIENCE) < 0 ? patience : SHORT_PATIENCE);
    }

    private List<UsageRecord> finish(Duration patienceInAnOutage) {
        if (!closing.compareAndSet(false, true)) {
            return List.of();
        }
        closed = true;
        LockSupport.unpark(thread);
        join(patienceInAnOutage);
        if (!outage.isOn()) {
            join(patience.minus(patienceInAnOutage));
        }
        if (thread.isAlive()) {
            abandoned = true;
            thread.interrupt();
            join(SHORT_PATIENCE);
        }
        ended = true;
        List<UsageRecord> left = new ArrayList<>(backlog.unkept(inHand));
        left.addAll(backlog.takeUnkept());
        losses.tell();
        backlog.close();
        return left;
    }

    /** Who waits may have been interrupted, as containers do at their end; the records are worth it. */
    private void join(Duration most) {
        boolean interrupted = false;
        long end = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); left > 0 && thread.isAlive(); left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "usage records to " + writer;
    }

    /** Builds a sink; used by one thread. */
    public static final class Builder {

        private static final Duration USUAL_PATIENCE = Duration.ofSeconds(10);

        private final BatchWriter writer;
        private int most = USUAL_MOST;
        private Duration patience = USUAL_PATIENCE;
        private @Nullable Path journal;
        private long journalBytes = USUAL_JOURNAL_BYTES;

        private Builder(BatchWriter writer) {
            this.writer = writer;
        }

        /**
         * Bounds what waits in memory.
         *
         * @param records 65,536 unless said otherwise; from 1 to 16,777,216
         * @return this builder
         */
        public Builder most(int records) {
            if (records < 1 || records > 1 << 24) {
                throw new IllegalArgumentException("a queue holds 1 to 16777216 records, not " + records);
            }
            most = records;
            return this;
        }

        /**
         * Says how long {@link #close} may take.
         *
         * @param longest ten seconds unless said otherwise
         * @return this builder
         */
        public Builder patience(Duration longest) {
            patience = longest;
            return this;
        }

        /**
         * Keeps each record in files until it is written. It is there, in the page cache of the system, before
         * {@link #record} returns, which takes some microseconds; so it outlives the process however that ends, but not the
         * machine's power. What a former process left is written first. More than fit in memory may wait.
         *
         * @param directory made where it is not there; of this sink alone
         * @param mostBytes how much may wait, from 1 to 2<sup>50</sup>; where it is reached, the sink {@linkplain #isFull is full}
         * @return this builder
         */
        public Builder journal(Path directory, long mostBytes) {
            if (mostBytes < 1 || mostBytes > 1L << 50) {
                throw new IllegalArgumentException("a journal holds 1 to 2^50 bytes, not " + mostBytes);
            }
            journal = directory;
            journalBytes = mostBytes;
            return this;
        }

        /**
         * {@return the sink, ready for records}
         *
         * @throws IOException where its journal cannot be opened, or is another process's
         */
        public QueuedSink open() throws IOException {
            return started(new QueuedSink(writer, backlog(), patience));
        }

        private Backlog backlog() throws IOException {
            Path directory = journal;
            return directory == null
                    ? new MemoryBacklog(most)
                    : new JournaledBacklog(Journal.open(directory, journalBytes), most);
        }
    }
}
