/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.UsageRecord;
import com.google.gson.Gson;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of usage records, with a column for every member. Used by one thread. */
final class UsageTable implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UsageTable.class);

    private static final int PATIENCE_SECONDS = 1;
    private static final Gson JSON = new Gson();

    private static final List<Column> COLUMNS = List.of(
            column("request_id", "VARCHAR PRIMARY KEY", UsageRecord::requestId),
            column(
                    "started_at",
                    "TIMESTAMP(3) WITH TIME ZONE",
                    usage -> usage.startedAt().atOffset(ZoneOffset.UTC)),
            column(
                    "first_byte_ms",
                    "BIGINT",
                    usage -> usage.firstByteMs().isPresent()
                            ? usage.firstByteMs().getAsLong()
                            : null),
            column("duration_ms", "BIGINT", UsageRecord::durationMs),
            column("key_id", "VARCHAR", usage -> usage.keyId().orElse(null)),
            column("owner", "VARCHAR", usage -> usage.owner().orElse(null)),
            column("team", "VARCHAR", usage -> usage.team().orElse(null)),
            column("tags", "JSON", usage -> JSON.toJson(usage.tags())),
            column("provider", "VARCHAR", usage -> usage.provider().orElse(null)),
            column("route", "VARCHAR", usage -> usage.route().orElse(null)),
            column("method", "VARCHAR", UsageRecord::method),
            column("path", "VARCHAR", UsageRecord::path),
            column("model", "VARCHAR", usage -> usage.model().orElse(null)),
            column("served_model", "VARCHAR", usage -> usage.servedModel().orElse(null)),
            column("status", "INTEGER", usage -> usage.status() == 0 ? null : usage.status()),
            column("outcome", "VARCHAR", usage -> usage.outcome().label()),
            column(
                    "error",
                    "VARCHAR",
                    usage -> usage.error().map(ErrorCode::code).orElse(null)),
            column("streamed", "BOOLEAN", UsageRecord::streamed),
            column("request_bytes", "BIGINT", UsageRecord::requestBytes),
            column("response_bytes", "BIGINT", UsageRecord::responseBytes),
            column("usage", "JSON", usage -> JSON.toJson(usage.usage())),
            column("usage_source", "VARCHAR", usage -> label(usage.usageSource())),
            column("cost_usd", "DECFLOAT", usage -> usage.costUsd().orElse(null)),
            column("pricing", "VARCHAR", usage -> label(usage.pricing())),
            column("credential_id", "VARCHAR", usage -> usage.credentialId().orElse(null)),
            column("attempts", "INTEGER", UsageRecord::attempts),
            column(
                    "upstream_request_id",
                    "VARCHAR",
                    usage -> usage.upstreamRequestId().orElse(null)),
            column("client_address", "VARCHAR", UsageRecord::clientAddress));

    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS usage_record (" + each(column -> column.name + " " + column.type) + ")";

    /** A record that is written again, after a failure of which nobody knows when it came, is still there once. */
    private static final String MERGE = "MERGE INTO usage_record (" + each(Column::name) + ") KEY (request_id) VALUES ("
            + each(column -> column.type.equals("JSON") ? "? FORMAT JSON" : "?") + ")";

    private record Column(String name, String type, Function<UsageRecord, @Nullable Object> value) {}

    private final String url;
    private @Nullable Connection connection;

    UsageTable(String url) {
        this.url = url;
    }

    String url() {
        return url;
    }

    private static Column column(String name, String type, Function<UsageRecord, @Nullable Object> value) {
        return new Column(name, type, value);
    }

    private static String each(Function<Column, String> part) {
        return COLUMNS.stream().map(part).collect(Collectors.joining(", "));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Connects, and creates the table if it is not there; does nothing where that is done. A connection may end, this
     * one when the JVM begins to: H2 then closes its databases, on a thread of its own, and the last records are still
     * to come.
     */
    Connection open() throws SQLException {
        Connection open = connection;
        if (open == null || !open.isValid(PATIENCE_SECONDS)) {
            close();
            open = DriverManager.getConnection(url);
            connection = open;
            open.setAutoCommit(false);
            try (Statement statement = open.createStatement()) {
                statement.execute(CREATE);
            }
        }
        return open;
    }

    /** Writes all of these or, where it throws, none; then the next call connects anew. */
    void write(List<UsageRecord> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        Connection open = open();
        try (PreparedStatement statement = open.prepareStatement(MERGE)) {
            for (UsageRecord usage : records) {
                add(usage, statement);
            }
            statement.executeBatch();
            open.commit();
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private static void add(UsageRecord usage, PreparedStatement statement) throws SQLException {
        for (int i = 0; i < COLUMNS.size(); i++) {
            statement.setObject(i + 1, COLUMNS.get(i).value.apply(usage));
        }
        statement.addBatch();
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.warn("The connection to {} could not be closed", url, e);
            }
        }
    }
}
