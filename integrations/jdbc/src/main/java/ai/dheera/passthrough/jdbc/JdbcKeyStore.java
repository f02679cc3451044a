/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.AuditEntry;
import ai.dheera.passthrough.keys.AuditLog;
import ai.dheera.passthrough.keys.IssuedKey;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.keys.KeptKey;
import ai.dheera.passthrough.keys.KeyQuery;
import ai.dheera.passthrough.keys.KeyRules;
import ai.dheera.passthrough.keys.KeySecret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps virtual keys in tables of PostgreSQL, MySQL, MariaDB or H2, for all nodes. The scripts that create the tables are
 * resources of this package: {@code schema-keys-postgresql.sql}, {@code schema-keys-mysql.sql},
 * {@code schema-keys-h2.sql}. Of a secret the SHA-256 is kept, and nothing else.
 *
 * <p>A change that any node makes reaches every gateway that looks keys up here within a second: PostgreSQL tells of it at
 * once, where its own driver is used, and every database is asked twice a second. For that one connection is held from the
 * first gateway on. Who changed what is in the table {@code dheera_audit}, written in the same transaction, and in the
 * audit log besides.
 *
 * <p>Safe for use by several threads. Blocks, and throws while the database does not answer, after ten seconds at most.
 * Keys that a version of the library has written that knows more of them are refused, until all of it is understood.
 */
public final class JdbcKeyStore implements IssuingKeyStore {

    private static final Logger log = LoggerFactory.getLogger(JdbcKeyStore.class);

    /** Exchanges wait for what is looked up. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Connections connections;
    private final boolean createsTables;
    private final AuditLog told;
    private final InstantSource clock;
    private final Database database;
    private final KeyChanges changes;

    private record Connections(DataSource source, Consumer<Connection> failed, Runnable closing, String name) {}

    private JdbcKeyStore(Connections connections, boolean createsTables, AuditLog told, InstantSource clock) {
        this.connections = connections;
        this.createsTables = createsTables;
        this.told = told;
        this.clock = clock;
        this.database = new Database(
                connections.source, Schema.KEYS, createsTables, SILENCE, connections.failed, connections.name);
        this.changes = new KeyChanges(database);
    }

    /**
     * {@return a store over connections of the application's}
     *
     * @param source gives connections, several at a time, and one to be held; stays open when the store is closed
     */
    public static JdbcKeyStore over(DataSource source) {
        Connections given = new Connections(source, connection -> {}, () -> {}, "the database of keys");
        return new JdbcKeyStore(given, false, AuditLog.slf4j(), InstantSource.system());
    }

    /**
     * {@return a store with up to five connections of its own; the database need not answer yet}
     *
     * @param url the JDBC URL; its driver has to be on the class path
     * @param user whose connections they are, where that is not in the URL
     * @param password the user's, likewise
     * @throws IllegalArgumentException where no driver takes the URL
     */
    public static JdbcKeyStore connect(String url, Optional<String> user, Optional<String> password) {
        Pool pool = Pool.of(url, user, password);
        Connections own = new Connections(pool.source(), pool::failed, pool::close, pool.toString());
        return new JdbcKeyStore(own, false, AuditLog.slf4j(), InstantSource.system());
    }

    /** {@return the same store, but with tables that are missing created when they are first needed} */
    public JdbcKeyStore creatingTables() {
        return new JdbcKeyStore(connections, true, told, clock);
    }

    /**
     * {@return the same store, but with another audit log besides the table}
     *
     * @param log told of changes after they are made; {@link AuditLog#slf4j()} unless said otherwise
     */
    public JdbcKeyStore telling(AuditLog log) {
        return new JdbcKeyStore(connections, createsTables, log, clock);
    }

    /** {@return the same store, but with another clock} */
    JdbcKeyStore at(InstantSource time) {
        return new JdbcKeyStore(connections, createsTables, told, time);
    }

    /**
     * Connects, and creates missing tables where that is wished, for those who want to know at once whether it works.
     *
     * @throws SQLException where it does not
     */
    public void check() throws SQLException {
        List<KeptKey> unused = list(KeyQuery.first(1));
    }

    @Override
    public Optional<VirtualKey> find(PresentedKey presented) throws SQLException {
        Optional<KeyTables.Found> found =
                database.with((connection, dialect) -> new KeyTables(connection, dialect).by(presented.sha256()));
        return found.map(KeyTables.Found::key);
    }

    @Override
    public Runnable onChange(Listener listener) {
        return changes.onChange(listener);
    }

    @Override
    public Optional<IssuedKey> issue(VirtualKey key, String by) throws SQLException {
        VirtualKey issuable = KeyRules.issuable(key);
        KeySecret secret = KeySecret.random();
        return changing((tables, now) -> {
            if (tables.isThere(issuable.id())) {
                return Made.nothing(Optional.empty());
            }
            tables.insert(issuable, now);
            tables.insertSecret(secret, issuable.id());
            KeptKey kept = new KeptKey(issuable, now, now, Optional.empty());
            return Made.of(Optional.of(new IssuedKey(kept, secret)), AuditEntry.issued(now, by, issuable));
        });
    }

    @Override
    public List<KeptKey> list(KeyQuery query) throws SQLException {
        Instant now = now();
        return database.with((connection, dialect) -> new KeyTables(connection, dialect).list(query, now));
    }

    @Override
    public Optional<KeptKey> find(String id) throws SQLException {
        Instant now = now();
        return database.with((connection, dialect) -> new KeyTables(connection, dialect).find(id, now));
    }

    @Override
    public Optional<KeptKey> change(String id, UnaryOperator<VirtualKey> change, String by) throws SQLException {
        return changing((tables, now) -> {
            Optional<KeptKey> kept = tables.find(id, now);
            if (kept.isEmpty()) {
                return Made.nothing(kept);
            }
            VirtualKey before = kept.get().key();
            VirtualKey after = KeyRules.changed(before, change);
            if (after.equals(before)) {
                return Made.nothing(kept);
            }
            tables.update(after, now);
            return Made.of(tables.find(id, now), AuditEntry.changed(now, by, before, after));
        });
    }

    @Override
    public Optional<IssuedKey> rotate(String id, Duration overlap, String by) throws SQLException {
        KeySecret secret = KeySecret.random();
        return changing((tables, now) -> {
            Instant end = KeyRules.endOfOverlap(now, overlap);
            Optional<KeptKey> kept = tables.find(id, now);
            if (kept.isEmpty()) {
                return Made.nothing(Optional.empty());
            }
            tables.forgetSecrets(id, now.minus(KeyRules.FORMER_KEPT));
            tables.endSecrets(id, end);
            tables.insertSecret(secret, id);
            tables.update(kept.get().key(), now);
            Optional<IssuedKey> rotated = tables.find(id, now).map(key -> new IssuedKey(key, secret));
            return Made.of(rotated, AuditEntry.rotated(now, by, id, end));
        });
    }

    @Override
    public boolean delete(String id, String by) throws SQLException {
        return changing((tables, now) -> {
            Optional<KeptKey> kept = tables.find(id, now);
            if (kept.isEmpty()) {
                return Made.nothing(false);
            }
            tables.delete(id);
            return Made.of(true, AuditEntry.deleted(now, by, kept.get().key()));
        });
    }

    /** What comes of a change, and what there is to tell of it. */
    private record Made<T>(T result, Optional<AuditEntry> entry) {

        static <T> Made<T> of(T result, AuditEntry entry) {
            return new Made<>(result, Optional.of(entry));
        }

        static <T> Made<T> nothing(T result) {
            return new Made<>(result, Optional.empty());
        }
    }

    private interface Change<T> {
        Made<T> in(KeyTables tables, Instant now) throws SQLException;
    }

    private <T> T changing(Change<T> change) throws SQLException {
        Made<T> made = database.with((connection, dialect) -> {
            KeyTables tables = new KeyTables(connection, dialect);
            long number = tables.nextChange(); // from here on nobody else changes anything
            Made<T> done = change.in(tables, now());
            if (done.entry().isPresent()) {
                tables.audit(number, done.entry().get());
            }
            return done;
        });
        made.entry().ifPresent(entry -> {
            told.record(entry);
            changes.keyChanged(entry.subject());
        });
        return made.result();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** {@return the table and the log; what cannot be written to the table is logged as an error} */
    @Override
    public AuditLog audit() {
        return entry -> {
            try {
                boolean unused = changing((tables, now) -> Made.of(true, entry));
            } catch (SQLException e) {
                log.error("{} has no audit entry of {}", this, entry, e);
                told.record(entry);
            }
        };
    }

    /** Tells of no more changes, and closes the connections that are the store's own. */
    @Override
    public void close() {
        changes.close();
        connections.closing.run();
    }

    @Override
    public String toString() {
        return connections.name;
    }
}
