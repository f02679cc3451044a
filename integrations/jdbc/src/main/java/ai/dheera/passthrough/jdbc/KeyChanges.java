/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.KeyStore.Listener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes in the tables of keys, whichever node makes them: asks twice a second, and at once where
 * PostgreSQL says that there is something to be asked. Has a thread and a connection of its own from the first listener
 * on. When a connection is there anew, any keys may have changed meanwhile. Safe for use by several threads.
 */
final class KeyChanges implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KeyChanges.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration END_PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_AT_ONCE = 1_000;

    private final Database database;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread follower; // guarded by this object
    private boolean away; // the follower's own

    KeyChanges(Database database) {
        this.database = database;
    }

    Runnable onChange(Listener listener) {
        listeners.add(listener);
        follow();
        return () -> listeners.remove(listener);
    }

    private synchronized void follow() {
        if (follower == null && !isClosed()) {
            Thread thread = new Thread(this::run, "dheera-passthrough-keys");
            thread.setDaemon(true);
            thread.start();
            follower = thread;
        }
    }

    /** Tells of a change that was made here, before it is seen. */
    void keyChanged(String keyId) {
        listeners.forEach(listener -> listener.keyChanged(keyId));
    }

    private void run() {
        while (!isClosed()) {
            try {
                boolean unused = database.apart(this::followOn);
            } catch (SQLException | RuntimeException e) {
                tellAway(e);
                pause();
            }
        }
    }

    private void tellAway(Exception failure) {
        if (!away && !isClosed()) {
            away = true;
            log.warn(
                    "{} does not tell which keys change: until it does, a change takes effect when a gateway has"
                            + " forgotten what it remembers",
                    database,
                    failure);
        }
    }

    private boolean followOn(Connection connection, Dialect dialect) throws SQLException {
        boolean notices = dialect == Dialect.POSTGRESQL && PostgresNotices.listen(connection);
        KeyTables tables = new KeyTables(connection, dialect);
        long seen = tables.latestChange();
        tellBack();
        listeners.forEach(Listener::keysChanged);
        while (!isClosed()) {
            if (notices) {
                PostgresNotices.await(connection, BETWEEN_LOOKS);
            } else {
                pause();
            }
            seen = look(tables, seen);
        }
        if (notices) {
            PostgresNotices.stopListening(connection);
        }
        return true;
    }

    private void tellBack() {
        if (away) {
            away = false;
            log.info("{} tells again which keys change", database);
        }
    }

    private long look(KeyTables tables, long seen) throws SQLException {
        List<KeyTables.Changed> changes = tables.changesAfter(seen, MOST_AT_ONCE);
        if (changes.size() == MOST_AT_ONCE) {
            long latest = tables.latestChange();
            listeners.forEach(Listener::keysChanged);
            return latest;
        }
        changes.forEach(change -> keyChanged(change.subject()));
        return changes.isEmpty() ? seen : changes.get(changes.size() - 1).number();
    }

    /** Not interrupted at the end: an interrupt closes the file of an embedded database. */
    private void pause() {
        try {
            boolean unused = closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown(); // by whom else it may be
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        Thread thread = thread();
        if (thread != null) {
            try {
                thread.join(END_PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized @Nullable Thread thread() {
        return follower;
    }
}
