/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.BillingLedger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers in a table what has been billed, for 30 days at least: the first of all nodes to insert an id has claimed it.
 * Blocks. Safe for use by several threads.
 */
public final class JdbcBillingLedger implements BillingLedger {

    private static final Logger log = LoggerFactory.getLogger(JdbcBillingLedger.class);

    private static final int LONGEST_ID = 128;
    private static final Duration WINDOW = Duration.ofDays(30);

    /** More are forgotten at a time than claimed in between, so that the table stays within its window. */
    private static final int CLAIMS_BETWEEN = 1_000;

    private static final int FORGOTTEN_AT_ONCE = 2_000;

    private final Database database;
    private final InstantSource clock;
    private final AtomicLong claims = new AtomicLong();

    JdbcBillingLedger(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public boolean claim(String id) throws SQLException {
        if (claims.getAndIncrement() % CLAIMS_BETWEEN == 0) {
            forget();
        }
        String key = Texts.id(id, LONGEST_ID);
        try {
            return database.with((connection, dialect) -> insert(key, connection, dialect));
        } catch (SQLException e) {
            if (Refusals.isOfDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean insert(String key, Connection connection, Dialect dialect) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.insertBilled())) {
            statement.setString(1, key);
            statement.setObject(2, dialect.instant(now()));
            return statement.executeUpdate() == 1;
        }
    }

    /** A claim stands without it. */
    private void forget() {
        try {
            int forgotten = database.with(this::delete);
            log.debug("Forgot {} ids that were billed long ago", forgotten);
        } catch (SQLException e) {
            log.warn("What was billed long ago could not be forgotten; it is tried again later", e);
        }
    }

    private int delete(Connection connection, Dialect dialect) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.deleteOld())) {
            statement.setObject(1, dialect.instant(now().minus(WINDOW)));
            statement.setInt(2, FORGOTTEN_AT_ONCE);
            return statement.executeUpdate();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public String toString() {
        return "ledger in " + database;
    }
}
