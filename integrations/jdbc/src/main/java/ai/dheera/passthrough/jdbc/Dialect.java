/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What databases say differently. */
enum Dialect {
    /** PostgreSQL, and what passes for it. */
    POSTGRESQL(
            "postgresql",
            "to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
            "DELETE FROM dheera_billed WHERE id IN (SELECT id FROM dheera_billed WHERE billed_at < ? LIMIT ?)"),
    /** MySQL and MariaDB. */
    MYSQL(
            "mysql",
            "CAST(CAST(started_at AS DATE) AS CHAR(10))",
            "DELETE FROM dheera_billed WHERE billed_at < ? LIMIT ?"),
    /** H2. */
    H2(
            "h2",
            "CAST(CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS VARCHAR(10))",
            "DELETE FROM dheera_billed WHERE billed_at < ? FETCH FIRST ? ROWS ONLY");

    /** Columns without a zone hold UTC, and take it as a text: drivers would put other values into zones of theirs. */
    private static final DateTimeFormatter WITHOUT_ZONE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String label;
    private final String day;
    private final String deleteOld;

    Dialect(String label, String day, String deleteOld) {
        this.label = label;
        this.day = day;
        this.deleteOld = deleteOld;
    }

    /** {@return the dialect of the database at the other end} */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "MySQL", "MariaDB" -> MYSQL;
            case "H2" -> H2;
            default ->
                throw new SQLFeatureNotSupportedException(
                        "PostgreSQL, MySQL, MariaDB and H2 will do, and not " + product);
        };
    }

    /** {@return its name in those of scripts} */
    String label() {
        return label;
    }

    /** {@return the expression for the day in UTC on which an exchange began, as a text} */
    String day() {
        return day;
    }

    /** {@return the statement that forgets what was billed before an instant, up to a number of ids} */
    String deleteOld() {
        return deleteOld;
    }

    /** {@return the statement that adds a record, with a parameter for each column, unless it is there already} */
    String insertUsage() {
        String columns = Column.ALL.stream().map(Column::name).collect(Collectors.joining(", "));
        String values = "?" + ", ?".repeat(Column.ALL.size() - 1);
        String insert = "INSERT INTO dheera_usage (" + columns + ") VALUES (" + values + ")";
        return switch (this) {
            case POSTGRESQL -> insert + " ON CONFLICT (request_id) DO NOTHING";
            case MYSQL -> insert + " ON DUPLICATE KEY UPDATE request_id = request_id";
            case H2 ->
                "MERGE INTO dheera_usage AS kept USING (SELECT CAST(? AS VARCHAR) AS id) AS given"
                        + " ON kept.request_id = given.id WHEN NOT MATCHED THEN INSERT (" + columns + ")"
                        + " VALUES (given.id" + values.substring(1) + ")";
        };
    }

    /** {@return the statement that claims an id, and says by its count or by a refusal whether it is the first to} */
    String insertBilled() {
        String insert = "INSERT INTO dheera_billed (id, billed_at) VALUES (?, ?)";
        return this == POSTGRESQL ? insert + " ON CONFLICT (id) DO NOTHING" : insert;
    }

    /** {@return the expression for the time, in microseconds since 1970} */
    String clock() {
        return switch (this) {
            case POSTGRESQL -> "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
            case MYSQL -> "TIMESTAMPDIFF(MICROSECOND, TIMESTAMP '1970-01-01 00:00:00', UTC_TIMESTAMP(6))";
            case H2 -> "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(6)) * 1000000 AS BIGINT)";
        };
    }

    /**
     * {@return the statement that adds a counter by its name, unless it is there already}
     *
     * @param idleMicros how long from now on it is kept if it is not used
     */
    String insertLimit(long idleMicros) {
        String insert = "INSERT INTO dheera_limits (name, spent, held, idle_at) VALUES ";
        String values = ", 0, 0, " + clock() + " + " + idleMicros + ")";
        return switch (this) {
            case POSTGRESQL -> insert + "(?" + values + " ON CONFLICT (name) DO NOTHING";
            case MYSQL -> insert + "(?" + values + " ON DUPLICATE KEY UPDATE name = name";
            case H2 ->
                "MERGE INTO dheera_limits AS kept USING (SELECT CAST(? AS VARCHAR) AS name) AS given"
                        + " ON kept.name = given.name WHEN NOT MATCHED THEN"
                        + " INSERT (name, spent, held, idle_at) VALUES (given.name" + values;
        };
    }

    /**
     * {@return what stands for an instant in this database}
     *
     * @param instant whole milliseconds
     */
    Object instant(Instant instant) {
        return this == MYSQL ? WITHOUT_ZONE.format(instant) : instant.atOffset(ZoneOffset.UTC);
    }

    /**
     * {@return an instant that this database holds; empty where the column has none}
     *
     * @param row the row that it is in
     * @param column its number
     */
    Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return this == MYSQL
                ? Optional.ofNullable(row.getObject(column, LocalDateTime.class))
                        .map(time -> time.toInstant(ZoneOffset.UTC))
                : Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
    }
}
