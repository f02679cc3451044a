/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that may be away for a while. Connections are taken from its source for one piece of work each. Safe for use
 * by several threads.
 */
final class Database {

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final DataSource source;
    private final Schema schema;
    private final boolean createsTables;
    private final Duration silence;
    private final Consumer<Connection> failed;
    private final String name;

    private volatile @Nullable Dialect dialect;

    /** As far as it is for us to see to that. */
    private volatile boolean hasTables;

    /**
     * A database.
     *
     * @param source gives connections
     * @param schema what of it is used
     * @param createsTables whether tables that are missing are created
     * @param silence longer than any statement takes: a server that is gone without a word must not hold us for ever
     * @param failed told of connections that failed
     * @param name what it is called in messages
     */
    Database(
            DataSource source,
            Schema schema,
            boolean createsTables,
            Duration silence,
            Consumer<Connection> failed,
            String name) {
        this.source = source;
        this.schema = schema;
        this.createsTables = createsTables;
        this.silence = silence;
        this.failed = failed;
        this.name = name;
    }

    /** What is done with a connection. */
    interface Work<T> {
        T on(Connection connection, Dialect dialect) throws SQLException;
    }

    /**
     * {@return what comes of some work, done in a transaction of its own, wholly or not at all}
     *
     * @param work the work
     */
    <T> T with(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return with(connection, work);
        } catch (SQLException e) {
            throw Refusals.isOfMissingTable(e) ? explained(e) : e;
        }
    }

    private <T> T with(Connection connection, Work<T> work) throws SQLException {
        try {
            return inTransaction(connection, work);
        } catch (SQLException | RuntimeException e) {
            if (!(e instanceof SQLException refusal && Refusals.isOfData(refusal))) {
                failed.accept(connection);
            }
            throw e;
        }
    }

    /**
     * {@return what comes of work that lasts, on a connection that it has for itself, with each statement a transaction}
     *
     * @param work the work
     */
    <T> T apart(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Dialect known = with(connection, (same, dialectOfIt) -> dialectOfIt);
            boolean autoCommit = connection.getAutoCommit();
            int silenceBefore = limitSilence(connection);
            try {
                connection.setAutoCommit(true);
                return work.on(connection, known);
            } catch (SQLException | RuntimeException e) {
                failed.accept(connection);
                throw e;
            } finally {
                restore(connection, autoCommit, silenceBefore);
            }
        }
    }

    private <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        int silenceBefore = limitSilence(connection);
        try {
            connection.setAutoCommit(false);
            T result = work.on(connection, dialect(connection));
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollBack(connection);
            throw e;
        } finally {
            restore(connection, autoCommit, silenceBefore);
        }
    }

    private Dialect dialect(Connection connection) throws SQLException {
        Dialect known = dialect;
        if (known == null) {
            known = Dialect.of(connection);
            dialect = known;
        }
        if (!hasTables) {
            if (createsTables) {
                schema.create(connection, known);
                connection.commit();
            }
            hasTables = true;
        }
        return known;
    }

    private SQLException explained(SQLException refusal) {
        Dialect known = dialect;
        hasTables = false; // so that it is created anew, where that is ours to do
        String script = known == null ? "the script of this database" : schema.script(known);
        return new SQLException(
                "A table is missing. Create it with " + script
                        + " from the jar of dheera-passthrough-jdbc, or let them be created (createSchema). The database"
                        + " says: " + refusal.getMessage(),
                refusal.getSQLState(),
                refusal);
    }

    /** {@return the limit that was set before, -1 where it cannot be set} */
    private int limitSilence(Connection connection) {
        try {
            int before = connection.getNetworkTimeout();
            if (before == 0) {
                connection.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
                return before;
            }
        } catch (SQLException | AbstractMethodError e) {
            log.debug("The driver knows no limit of silence", e);
        }
        return -1;
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            log.debug("A connection that failed cannot roll back either", e);
        }
    }

    private static void restore(Connection connection, boolean autoCommit, int silenceBefore) {
        try {
            connection.setAutoCommit(autoCommit);
            if (silenceBefore >= 0) {
                connection.setNetworkTimeout(Runnable::run, silenceBefore);
            }
        } catch (SQLException e) {
            log.debug("A connection cannot be given back as it was", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
