/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among those that count together: what it holds is given back by the others when it gives no sign of life. Safe
 * for use by several threads.
 */
final class LimitNode {

    private static final Logger log = LoggerFactory.getLogger(LimitNode.class);

    private final String id = UUID.randomUUID().toString();
    private final Database database;
    private final long dueAfter;

    private volatile boolean isKnown;
    private volatile long signedAt;

    /**
     * A node that nobody knows of yet.
     *
     * @param database where it gives its signs
     * @param bound within what time its reservations come back when it dies
     */
    LimitNode(Database database, Duration bound) {
        this.database = database;
        this.dueAfter = bound.dividedBy(2).toNanos();
    }

    String id() {
        return id;
    }

    /** Gives a sign of life; one at a time, for the first adds a row. */
    synchronized void sign() throws SQLException {
        long now = System.nanoTime();
        boolean unused = database.with((connection, dialect) -> {
            new LimitTables(connection, dialect).sign(id);
            return true;
        });
        signedAt = now;
        isKnown = true;
    }

    /** Gives a sign where the latest is so old that this node may be taken for dead: nobody would look after what it holds. */
    void signIfDue() throws SQLException {
        if (isDue()) {
            signUnlessAnotherHas();
        }
    }

    private boolean isDue() {
        return !isKnown || System.nanoTime() - signedAt > dueAfter;
    }

    private synchronized void signUnlessAnotherHas() throws SQLException {
        if (isDue()) {
            sign();
        }
    }

    /** Tells that it is gone. */
    void signOff() {
        if (!isKnown) {
            return;
        }
        try {
            boolean unused = database.with((connection, dialect) -> {
                new LimitTables(connection, dialect).signOff(id);
                return true;
            });
        } catch (SQLException e) {
            log.debug("The others will notice", e);
        }
    }
}
