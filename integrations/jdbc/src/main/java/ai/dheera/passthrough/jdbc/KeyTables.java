/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.AuditEntry;
import ai.dheera.passthrough.keys.InvalidKey;
import ai.dheera.passthrough.keys.KeptKey;
import ai.dheera.passthrough.keys.KeyJson;
import ai.dheera.passthrough.keys.KeyQuery;
import ai.dheera.passthrough.keys.KeyRules;
import ai.dheera.passthrough.keys.KeySecret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables of keys, within a transaction.
 *
 * @param connection in that transaction
 * @param dialect its database's
 */
record KeyTables(Connection connection, Dialect dialect) {

    /** A key with what {@link #kept} needs, and a parameter for the current time. */
    private static final String KEPT = "SELECT k.id, k.settings, k.issued_at, k.changed_at,"
            + " (SELECT MAX(s.ends_at) FROM dheera_key_secrets s WHERE s.key_id = k.id AND s.ends_at > ?)"
            + " FROM dheera_keys k";

    /** What one of its secrets finds. */
    record Found(String id, String settings, Optional<Instant> end) {

        /** {@return the key as that secret finds it} */
        VirtualKey key() {
            VirtualKey key = read(id, settings);
            return end.map(instant -> KeyRules.until(instant, key)).orElse(key);
        }
    }

    private static VirtualKey read(String id, String settings) {
        try {
            return KeyJson.read(settings, "dheera_keys: '" + id + "'");
        } catch (InvalidKey e) {
            throw new IllegalStateException(
                    "The key '" + id + "' is kept with settings that this version of the library cannot hold to: "
                            + e.getMessage(),
                    e);
        }
    }

    Optional<Found> by(String sha256) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT k.id, k.settings, s.ends_at FROM dheera_key_secrets s"
                        + " JOIN dheera_keys k ON k.id = s.key_id WHERE s.sha256 = ?")) {
            statement.setString(1, sha256);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Found(row.getString(1), row.getString(2), dialect.instant(row, 3)))
                        : Optional.empty();
            }
        }
    }

    /** {@return the number of a new change; who has one holds up all others until the end of the transaction} */
    long nextChange() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE dheera_key_changes SET latest = latest + 1 WHERE id = 1")) {
            if (statement.executeUpdate() != 1) {
                throw new SQLException("dheera_key_changes has lost its row; the script " + Schema.KEYS.script(dialect)
                        + " puts it there");
            }
        }
        return latestChange();
    }

    long latestChange() throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT latest FROM dheera_key_changes WHERE id = 1");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /**
     * A change that was made.
     *
     * @param number grows in the order in which they were committed
     * @param subject the key's id
     */
    record Changed(long number, String subject) {}

    List<Changed> changesAfter(long number, int most) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT change_number, subject FROM dheera_audit WHERE change_number > ?"
                        + " ORDER BY change_number LIMIT ?")) {
            statement.setLong(1, number);
            statement.setInt(2, most);
            List<Changed> changes = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    changes.add(new Changed(row.getLong(1), row.getString(2)));
                }
            }
            return changes;
        }
    }

    boolean isThere(String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM dheera_keys WHERE id = ?")) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    Optional<KeptKey> find(String id, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEPT + " WHERE k.id = ?")) {
            statement.setObject(1, dialect.instant(now));
            statement.setString(2, id);
            return kept(statement).stream().findFirst();
        }
    }

    List<KeptKey> list(KeyQuery query, Instant now) throws SQLException {
        StringBuilder sql = new StringBuilder(KEPT).append(" WHERE k.id > ?");
        List<String> texts = new ArrayList<>();
        texts.add(query.after().orElse(""));
        query.owner().ifPresent(owner -> {
            sql.append(" AND k.owner = ?");
            texts.add(owner);
        });
        query.team().ifPresent(team -> {
            sql.append(" AND k.team = ?");
            texts.add(team);
        });
        sql.append(" ORDER BY k.id LIMIT ?");
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            int parameter = 1;
            statement.setObject(parameter++, dialect.instant(now));
            for (String text : texts) {
                statement.setString(parameter++, Texts.fit(text, Column.NAME));
            }
            statement.setInt(parameter, query.most());
            return kept(statement);
        }
    }

    private List<KeptKey> kept(PreparedStatement statement) throws SQLException {
        List<KeptKey> kept = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                kept.add(new KeptKey(
                        read(row.getString(1), row.getString(2)),
                        dialect.instant(row, 3).orElseThrow(),
                        dialect.instant(row, 4).orElseThrow(),
                        dialect.instant(row, 5)));
            }
        }
        return kept;
    }

    void insert(VirtualKey key, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO dheera_keys"
                + " (owner, team, settings, changed_at, id, issued_at) VALUES (?, ?, ?, ?, ?, ?)")) {
            bind(key, now, statement);
            statement.setObject(6, dialect.instant(now));
            statement.executeUpdate();
        }
    }

    void update(VirtualKey key, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE dheera_keys SET owner = ?, team = ?, settings = ?, changed_at = ? WHERE id = ?")) {
            bind(key, now, statement);
            statement.executeUpdate();
        }
    }

    private void bind(VirtualKey key, Instant now, PreparedStatement statement) throws SQLException {
        statement.setString(1, key.owner().orElse(null));
        statement.setString(2, key.team().orElse(null));
        statement.setString(3, KeyJson.text(key));
        statement.setObject(4, dialect.instant(now));
        statement.setString(5, key.id());
    }

    /** Its secrets go with it. */
    void delete(String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM dheera_keys WHERE id = ?")) {
            statement.setString(1, id);
            statement.executeUpdate();
        }
    }

    void insertSecret(KeySecret secret, String keyId) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO dheera_key_secrets (sha256, key_id) VALUES (?, ?)")) {
            statement.setString(1, secret.sha256());
            statement.setString(2, keyId);
            statement.executeUpdate();
        }
    }

    void endSecrets(String keyId, Instant end) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE dheera_key_secrets SET ends_at = ?"
                + " WHERE key_id = ? AND (ends_at IS NULL OR ends_at > ?)")) {
            statement.setObject(1, dialect.instant(end));
            statement.setString(2, keyId);
            statement.setObject(3, dialect.instant(end));
            statement.executeUpdate();
        }
    }

    void forgetSecrets(String keyId, Instant endedBefore) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM dheera_key_secrets WHERE key_id = ? AND ends_at < ?")) {
            statement.setString(1, keyId);
            statement.setObject(2, dialect.instant(endedBefore));
            statement.executeUpdate();
        }
    }

    /** Writes down a change, and wakes up who waits for one when the transaction is committed. */
    void audit(long number, AuditEntry entry) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO dheera_audit"
                + " (change_number, happened_at, done_by, action, subject, details) VALUES (?, ?, ?, ?, ?, ?)")) {
            statement.setLong(1, number);
            statement.setObject(2, dialect.instant(entry.at()));
            statement.setString(3, Texts.fit(entry.by(), Column.NAME));
            statement.setString(4, entry.action().label());
            statement.setString(5, Texts.fit(entry.subject(), Column.NAME));
            statement.setString(6, entry.details());
            statement.executeUpdate();
        }
        if (dialect == Dialect.POSTGRESQL) {
            PostgresNotices.send(connection);
        }
    }
}
