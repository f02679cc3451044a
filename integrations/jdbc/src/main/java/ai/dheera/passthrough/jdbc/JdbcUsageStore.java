/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.usage.UsageJson;
import ai.dheera.passthrough.usage.UsageStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps usage records in a table of PostgreSQL, MySQL, MariaDB or H2, and adds up spend there. The scripts that create the
 * tables are resources of this package: {@code schema-postgresql.sql}, {@code schema-mysql.sql}, {@code schema-h2.sql}.
 *
 * <p>Texts that are longer than their columns are cut; times are kept to the millisecond, costs to 24 decimals. A record
 * that the database refuses for its values is logged as an error, whole, and left out; it does not hold up the others.
 *
 * <p>Safe for use by several threads. Blocks, and throws while the database does not answer: behind
 * {@link JdbcUsageSink} neither is felt by exchanges.
 */
public final class JdbcUsageStore implements UsageStore {

    private static final Logger log = LoggerFactory.getLogger(JdbcUsageStore.class);

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final DataSource source;
    private final Consumer<Connection> failed;
    private final Runnable closing;
    private final String name;
    private final Database database;
    private final JdbcBillingLedger ledger;

    private JdbcUsageStore(
            DataSource source, boolean createsTables, Consumer<Connection> failed, Runnable closing, String name) {
        this.source = source;
        this.failed = failed;
        this.closing = closing;
        this.name = name;
        this.database = new Database(source, Schema.USAGE, createsTables, SILENCE, failed, name);
        this.ledger = new JdbcBillingLedger(database, InstantSource.system());
    }

    /**
     * {@return a store over connections of the application's}
     *
     * @param source gives connections, several at a time; stays open when the store is closed
     */
    public static JdbcUsageStore over(DataSource source) {
        return new JdbcUsageStore(source, false, connection -> {}, () -> {}, "the database of usage records");
    }

    /**
     * {@return a store with up to five connections of its own; the database need not answer yet}
     *
     * @param url the JDBC URL; its driver has to be on the class path
     * @param user whose connections they are, where that is not in the URL
     * @param password the user's, likewise
     * @throws IllegalArgumentException where no driver takes the URL
     */
    public static JdbcUsageStore connect(String url, Optional<String> user, Optional<String> password) {
        Pool pool = Pool.of(url, user, password);
        return new JdbcUsageStore(pool.source(), false, pool::failed, pool::close, pool.toString());
    }

    /** {@return the same store, but with tables that are missing created when they are first needed} */
    public JdbcUsageStore creatingTables() {
        return new JdbcUsageStore(source, true, failed, closing, name);
    }

    /**
     * Connects, and creates missing tables where that is wished, for those who want to know at once whether it works.
     *
     * @throws SQLException where it does not
     */
    public void check() throws SQLException {
        spend(new Query(List.of(), Instant.EPOCH, Instant.EPOCH, 1));
    }

    /**
     * Writes records, all at once.
     *
     * @throws SQLException where that has to be tried again
     */
    @Override
    public void write(List<UsageRecord> batch) throws SQLException {
        try {
            database.with((connection, dialect) -> insert(batch, connection, dialect));
        } catch (SQLException e) {
            if (!Refusals.isOfData(e)) {
                throw e;
            }
            writeWithoutTheBad(batch, e);
        }
    }

    private static int[] insert(List<UsageRecord> batch, Connection connection, Dialect dialect) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.insertUsage())) {
            for (UsageRecord usage : batch) {
                Column.bind(usage, statement, dialect);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** Halves the batch until what is refused is one record. */
    private void writeWithoutTheBad(List<UsageRecord> batch, SQLException refusal) throws SQLException {
        if (batch.size() > 1) {
            int half = batch.size() / 2;
            write(batch.subList(0, half));
            write(batch.subList(half, batch.size()));
        } else if (!isThere(batch.get(0))) {
            leaveOut(batch.get(0), refusal);
        }
    }

    /** Another node may have been faster with the same one. */
    private boolean isThere(UsageRecord usage) throws SQLException {
        return database.with((connection, dialect) -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT 1 FROM dheera_usage WHERE request_id = ?")) {
                statement.setString(1, Texts.id(usage.requestId(), Column.REQUEST_ID));
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    private void leaveOut(UsageRecord usage, SQLException refusal) {
        log.error(
                "{} refuses the usage record {}, which is left out there: {}. It was: {}",
                name,
                usage.requestId(),
                Refusals.reason(refusal),
                line(usage));
    }

    private static String line(UsageRecord usage) {
        try {
            return UsageJson.line(usage);
        } catch (RuntimeException e) {
            return "one that has no JSON either";
        }
    }

    /**
     * Adds up spend, for up to 30 s.
     *
     * @return one row for each combination that occurs, dearest first
     * @throws SQLException where the database does not answer, or takes longer
     */
    @Override
    public List<Spend> spend(Query query) throws SQLException {
        return database.with((connection, dialect) -> SpendQuery.run(query, connection, dialect));
    }

    @Override
    public BillingLedger ledger() {
        return ledger;
    }

    /** H2 keeps what was committed for half a second before it writes it; the others have written it by then. */
    @Override
    public void sync() throws SQLException {
        try {
            flush();
        } catch (SQLException e) {
            log.debug("The connection may have been one that H2 had closed", e);
            flush();
        }
    }

    private void flush() throws SQLException {
        boolean unused = database.with((connection, dialect) -> {
            if (dialect == Dialect.H2) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("CHECKPOINT SYNC");
                }
            }
            return true;
        });
    }

    /** Closes the connections that are the store's own. */
    @Override
    public void close() {
        closing.run();
    }

    @Override
    public String toString() {
        return name;
    }
}
