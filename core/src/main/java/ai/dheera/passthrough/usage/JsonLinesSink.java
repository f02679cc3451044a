/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends each record as a line of JSON to a file, on a thread of its own, ten times a second or sooner where many come:
 * to wake a thread for each would cost more than the record. Where the file cannot be written it tries again every
 * second. A file that was moved away is made anew within a second, so that files can be
 * rotated. Up to 65,536 records wait; those beyond are lost, which is logged with their number. Safe for use by several
 * threads.
 */
public final class JsonLinesSink implements UsageSink {

    private static final Logger log = LoggerFactory.getLogger(JsonLinesSink.class);
    private static final int MOST_WAITING = 65_536;
    private static final int BATCH = 512;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration OPEN_ANEW_AFTER = Duration.ofSeconds(1);
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final BlockingQueue<UsageRecord> waiting;
    private final Duration openAnewAfter;
    private final Duration closingPatience;
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;
    private @Nullable FileChannel channel;
    private long openedAt;
    private boolean failing;

    private JsonLinesSink(Path file, int mostWaiting, Duration openAnewAfter, Duration closingPatience) {
        this.file = file;
        this.waiting = new LinkedBlockingQueue<>(mostWaiting);
        this.openAnewAfter = openAnewAfter;
        this.closingPatience = closingPatience;
        writer = new Thread(this::run, "dheera-passthrough-usage");
        writer.setDaemon(true);
    }

    /**
     * {@return a sink over a file}
     *
     * @param file made where it is not there; appended to where it is
     */
    public static JsonLinesSink open(Path file) {
        return open(file, MOST_WAITING, OPEN_ANEW_AFTER, CLOSING_PATIENCE);
    }

    static JsonLinesSink open(Path file, int mostWaiting, Duration openAnewAfter, Duration closingPatience) {
        JsonLinesSink sink = new JsonLinesSink(file, mostWaiting, openAnewAfter, closingPatience);
        sink.writer.start();
        return sink;
    }

    @Override
    public void record(UsageRecord usage) {
        if (closed) {
            log.error("The usage record {} is lost: its sink over {} is closed", usage.requestId(), file);
        } else if (!waiting.offer(usage)) {
            lose();
        } else if (waiting.size() >= BATCH) {
            LockSupport.unpark(writer);
        }
    }

    private void lose() {
        if (lost.incrementAndGet() == 1) {
            log.error("Usage records are lost: {} cannot be written as fast as they come", file);
        }
    }

    private void run() {
        List<UsageRecord> batch = new ArrayList<>(BATCH);
        try {
            while (!closed || !waiting.isEmpty()) {
                if (waiting.drainTo(batch, BATCH) == 0) {
                    pause();
                }
                write(lines(batch));
                batch.clear();
                tellLost();
            }
        } catch (InterruptedException e) {
            long notWritten = waiting.size() + batch.size() + lost.get();
            log.error("{} usage records are lost: they could not be written to {} before the end", notWritten, file);
        } finally {
            closeChannel();
        }
    }

    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static ByteBuffer lines(List<UsageRecord> batch) {
        StringBuilder lines = new StringBuilder(batch.size() * 768);
        batch.forEach(usage -> append(usage, lines));
        return ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** One that cannot be written keeps none of the others from the file. */
    private static void append(UsageRecord usage, StringBuilder lines) {
        try {
            lines.append(UsageJson.line(usage)).append('\n');
        } catch (RuntimeException e) {
            log.error("The usage record {} has no JSON", usage.requestId(), e);
        }
    }

    private void write(ByteBuffer lines) throws InterruptedException {
        while (lines.hasRemaining()) {
            try {
                FileChannel target = channel();
                while (lines.hasRemaining()) {
                    target.write(lines);
                }
                failing = false;
            } catch (IOException e) {
                if (!failing) {
                    log.error("Usage records cannot be written to {}; they wait, and it is tried again", file, e);
                }
                failing = true;
                closeChannel();
                TimeUnit.NANOSECONDS.sleep(openAnewAfter.toNanos());
            }
        }
    }

    private FileChannel channel() throws IOException {
        if (channel != null && System.nanoTime() - openedAt > openAnewAfter.toNanos()) {
            closeChannel();
        }
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            openedAt = System.nanoTime();
            channel = open;
        }
        return open;
    }

    private void closeChannel() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.warn("{} could not be closed", file, e);
            }
        }
    }

    private void tellLost() {
        long count = waiting.isEmpty() ? lost.getAndSet(0) : 0;
        if (count > 0) {
            log.error("{} usage records are lost: {} could not be written as fast as they came", count, file);
        }
    }

    /** Writes what waits, for up to ten seconds. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(closingPatience.toMillis());
            writer.interrupt();
            writer.join(closingPatience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "JSON lines in " + file;
    }
}
