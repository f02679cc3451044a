/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes usage records to a table, as an example of a sink over a database. Records wait in a bounded queue for a thread
 * of the sink's own, since who hands them over must not wait. While the database fails it is tried again every second.
 */
final class H2UsageSink implements UsageSink {

    private static final Logger log = LoggerFactory.getLogger(H2UsageSink.class);

    private static final int MOST_WAITING = 10_000;
    private static final int MOST_IN_BATCH = 500;
    private static final long CLOSING_PATIENCE_MS = 10_000;

    static {
        // Loopback only, for the port through which H2 lets other processes read while this one writes.
        System.setProperty("h2.bindAddress", "127.0.0.1");
    }

    private final BlockingQueue<UsageRecord> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final UsageTable table;
    private final Thread writer = new Thread(this::run, "usage-writer");
    private volatile boolean closed;

    private H2UsageSink(UsageTable table) {
        this.table = table;
    }

    /**
     * {@return a sink over a database in a directory}
     *
     * @throws SQLException where it cannot be opened
     */
    static H2UsageSink open(Path directory) throws SQLException {
        H2UsageSink sink =
                new H2UsageSink(new UsageTable("jdbc:h2:file:" + directory.resolve("usage") + ";AUTO_SERVER=TRUE"));
        sink.table.open();
        sink.writer.start();
        return sink;
    }

    /** {@return the JDBC URL under which others can read, also while this runs} */
    String url() {
        return table.url();
    }

    @Override
    public void record(UsageRecord usage) {
        if (!waiting.offer(usage)) {
            log.error("The record of exchange {} is lost: {} wait already", usage.requestId(), MOST_WAITING);
        }
    }

    private void run() {
        List<UsageRecord> batch = new ArrayList<>(MOST_IN_BATCH);
        try (table) {
            while (!closed || !waiting.isEmpty() || !batch.isEmpty()) {
                takeInto(batch);
                write(batch);
            }
            table.open(); // waits for H2 where it is closing the database already, see there
        } catch (InterruptedException e) {
            log.error("{} usage records were not written", waiting.size() + batch.size());
        } catch (SQLException e) {
            log.warn("The database of usage records was not closed in good order", e);
        }
    }

    private void takeInto(List<UsageRecord> batch) throws InterruptedException {
        UsageRecord next = batch.isEmpty() ? waiting.poll(100, TimeUnit.MILLISECONDS) : null;
        if (next != null) {
            batch.add(next);
            waiting.drainTo(batch, MOST_IN_BATCH - 1);
        }
    }

    /** Empties the batch if it succeeds. */
    private void write(List<UsageRecord> batch) throws InterruptedException {
        try {
            table.write(batch);
            batch.clear();
        } catch (SQLException | RuntimeException e) {
            log.error("Usage records cannot be written; they wait, and it is tried again", e);
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** Writes what waits, for up to ten seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSING_PATIENCE_MS);
            writer.interrupt();
            writer.join(CLOSING_PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
