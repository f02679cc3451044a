/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.limits.RateBucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tables of limits, in one transaction. Times are microseconds of the database's clock. */
final class LimitTables {

    static final int LONGEST_NAME = 200;
    static final int LONGEST_ID = 128;

    private static final long UNUSED_KEPT = micros(Duration.ofHours(1));

    private final Connection connection;
    private final Dialect dialect;

    LimitTables(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /**
     * A counter.
     *
     * @param spent pico-dollars in the window
     * @param held pico-dollars that are reserved, or exchanges that run
     * @param ends when the window ends, in ISO 8601; null where none has begun
     * @param bucket a rate's; null where it is full
     * @param idleAt from when on it is as a new one would be, unless something is held; null for never
     */
    record Row(
            String name,
            long spent,
            long held,
            @Nullable String ends,
            @Nullable RateBucket bucket,
            @Nullable Long idleAt) {}

    /**
     * Counters that nobody else changes before the end of the transaction.
     *
     * @param rows those that there are, by name
     * @param micros the time
     */
    record Locked(SortedMap<String, Row> rows, long micros) {}

    /**
     * A reservation.
     *
     * @param node who holds it; null where it is settled
     * @param held a line for each limit of which it holds something
     * @param remaining what was told to be left
     */
    record Kept(String id, @Nullable String node, String held, String remaining) {}

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /** Locks counters in the order of their names, so that no two transactions wait for each other. */
    Locked lock(SortedSet<String> names) throws SQLException {
        SortedMap<String, Row> rows = new TreeMap<>();
        long now = 0;
        if (!names.isEmpty()) {
            String sql = "SELECT name, spent, held, ends, bucket, idle_at, " + dialect.clock()
                    + " FROM dheera_limits WHERE name IN " + list(names.size()) + " ORDER BY name FOR UPDATE";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, names);
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        Row row = row(found);
                        rows.put(row.name(), row);
                        now = Math.max(now, found.getLong(7));
                    }
                }
            }
        }
        return new Locked(rows, now == 0 ? now() : now);
    }

    private static Row row(ResultSet found) throws SQLException {
        long idleAt = found.getLong(6);
        Long idle = found.wasNull() ? null : idleAt;
        byte[] bytes = found.getBytes(5);
        RateBucket bucket = bytes == null ? null : RateBucket.of(bytes);
        return new Row(found.getString(1), found.getLong(2), found.getLong(3), found.getString(4), bucket, idle);
    }

    /** A few lengths only, so that statements are known to the database already. */
    private static String list(int size) {
        int length = Integer.highestOneBit(Math.max(1, size * 2 - 1));
        return "(?" + ", ?".repeat(length - 1) + ")";
    }

    private static void bind(PreparedStatement statement, Collection<String> values) throws SQLException {
        int length = Integer.highestOneBit(Math.max(1, values.size() * 2 - 1));
        Iterator<String> each = values.iterator();
        String value = "";
        for (int i = 1; i <= length; i++) {
            value = each.hasNext() ? each.next() : value;
            statement.setString(i, value);
        }
    }

    long now() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + dialect.clock())) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Adds counters of which nothing is used. In a transaction of its own: it locks what {@link #lock} has not. */
    void create(SortedSet<String> names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.insertLimit(UNUSED_KEPT))) {
            for (String name : names) {
                statement.setString(1, name);
                statement.addBatch();
            }
            int[] unused = statement.executeBatch();
        }
    }

    void update(List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE dheera_limits SET spent = ?, held = ?, ends = ?, bucket = ?, idle_at = ? WHERE name = ?")) {
            for (Row row : rows) {
                statement.setLong(1, row.spent());
                statement.setLong(2, row.held());
                statement.setString(3, row.ends());
                RateBucket bucket = row.bucket();
                statement.setBytes(4, bucket == null ? null : bucket.toBytes());
                statement.setObject(5, row.idleAt(), java.sql.Types.BIGINT);
                statement.setString(6, row.name());
                statement.addBatch();
            }
            changeEach(statement);
        }
    }

    Map<String, Kept> reservations(SortedSet<String> ids) throws SQLException {
        Map<String, Kept> kept = new TreeMap<>();
        if (!ids.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT id, node, held, remaining FROM dheera_reservations WHERE id IN " + list(ids.size()))) {
                bind(statement, ids);
                read(statement).forEach(each -> kept.put(each.id(), each));
            }
        }
        return kept;
    }

    List<Kept> reservationsOf(String node, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT id, node, held, remaining FROM dheera_reservations WHERE node = ? ORDER BY id LIMIT ?")) {
            statement.setString(1, node);
            statement.setInt(2, most);
            return read(statement);
        }
    }

    private static List<Kept> read(PreparedStatement statement) throws SQLException {
        List<Kept> kept = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                kept.add(new Kept(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
            }
        }
        return kept;
    }

    void insert(List<Kept> reservations, long now) throws SQLException {
        if (reservations.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO dheera_reservations (id, node, held, remaining, settled_at) VALUES (?, ?, ?, ?, ?)")) {
            for (Kept each : reservations) {
                statement.setString(1, each.id());
                statement.setString(2, each.node());
                statement.setString(3, each.held());
                statement.setString(4, each.remaining());
                statement.setObject(5, each.node() == null ? now : null, java.sql.Types.BIGINT);
                statement.addBatch();
            }
            changeEach(statement);
        }
    }

    void settle(List<String> ids, long now) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("UPDATE dheera_reservations"
                + " SET node = NULL, held = '', remaining = '', settled_at = ? WHERE id = ? AND settled_at IS NULL")) {
            for (String id : ids) {
                statement.setLong(1, now);
                statement.setString(2, id);
                statement.addBatch();
            }
            changeEach(statement);
        }
    }

    void forget(List<Kept> reservations, String node) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM dheera_reservations WHERE id = ? AND node = ?")) {
            for (Kept each : reservations) {
                statement.setString(1, each.id());
                statement.setString(2, node);
                statement.addBatch();
            }
            changeEach(statement);
        }
    }

    /** Reservations without limits have no counter whose lock keeps others from settling them meanwhile. */
    private static void changeEach(PreparedStatement statement) throws SQLException {
        for (int count : statement.executeBatch()) {
            if (count == 0) {
                throw new SQLTransactionRollbackException("another node was faster", "40001");
            }
        }
    }

    /** {@return how many were forgotten} */
    int forgetSettledBefore(long time, int most) throws SQLException {
        return deleteAll("dheera_reservations", idsBefore("dheera_reservations", "settled_at", time, most));
    }

    private List<String> idsBefore(String table, String column, long time, int most) throws SQLException {
        String sql = "SELECT id FROM " + table + " WHERE " + column + " < ? ORDER BY " + column + " LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, time);
            statement.setInt(2, most);
            return texts(statement);
        }
    }

    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    private int deleteAll(String table, List<String> ids) throws SQLException {
        if (ids.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            for (String id : ids) {
                statement.setString(1, id);
                statement.addBatch();
            }
            int[] unused = statement.executeBatch();
            return ids.size();
        }
    }

    /** {@return how many counters were found that may be forgotten, and were, if nobody used them meanwhile} */
    int forgetIdle(int most) throws SQLException {
        SortedSet<String> names = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT name FROM dheera_limits WHERE idle_at < "
                + dialect.clock() + " AND held = 0 ORDER BY idle_at LIMIT ?")) {
            statement.setInt(1, most);
            names.addAll(texts(statement));
        }
        Locked locked = lock(names);
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM dheera_limits WHERE name = ?")) {
            for (Row row : locked.rows().values()) {
                Long idleAt = row.idleAt();
                if (row.held() == 0 && idleAt != null && idleAt < locked.micros()) {
                    statement.setString(1, row.name());
                    statement.addBatch();
                }
            }
            int[] unused = statement.executeBatch();
        }
        return names.size();
    }

    /** Tells that a node lives. */
    void sign(String node) throws SQLException {
        if (change("UPDATE dheera_limit_nodes SET seen_at = " + dialect.clock() + " WHERE id = ?", node) == 0) {
            int unused =
                    change("INSERT INTO dheera_limit_nodes (id, seen_at) VALUES (?, " + dialect.clock() + ")", node);
        }
    }

    /** Tells that a node lives no more, so that nobody waits until that is clear. */
    void signOff(String node) throws SQLException {
        int unused = change("UPDATE dheera_limit_nodes SET seen_at = 0 WHERE id = ?", node);
    }

    void forgetNode(String node) throws SQLException {
        int unused = change("DELETE FROM dheera_limit_nodes WHERE id = ?", node);
    }

    private int change(String sql, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            return statement.executeUpdate();
        }
    }

    List<String> nodesSeenBefore(long time) throws SQLException {
        return idsBefore("dheera_limit_nodes", "seen_at", time, 100);
    }

    /** {@return the latest sign of life, which does not change before the end of the transaction} */
    Optional<Long> lockNode(String node) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT seen_at FROM dheera_limit_nodes WHERE id = ? FOR UPDATE")) {
            statement.setString(1, node);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }
}
