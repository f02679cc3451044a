/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/** What PostgreSQL tells all nodes when a transaction that changed keys is committed. */
final class PostgresNotices {

    private static final String CHANNEL = "dheera_keys";

    private PostgresNotices() {}

    static void send(Connection connection) throws SQLException {
        execute("NOTIFY " + CHANNEL, connection);
    }

    /** {@return whether the driver is one that can wait for them; then it listens from now on} */
    static boolean listen(Connection connection) throws SQLException {
        if (!isOfPostgres(connection)) {
            return false;
        }
        execute("LISTEN " + CHANNEL, connection);
        return true;
    }

    private static boolean isOfPostgres(Connection connection) throws SQLException {
        try {
            return connection.isWrapperFor(PGConnection.class);
        } catch (NoClassDefFoundError e) {
            return false; // another driver is used, and this one is not there
        }
    }

    static void await(Connection connection, Duration most) throws SQLException {
        connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(most.toMillis()));
    }

    /** For the connection's next user. */
    static void stopListening(Connection connection) throws SQLException {
        execute("UNLISTEN " + CHANNEL, connection);
    }

    private static void execute(String sql, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
