/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.UsageRecord;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column of the table of usage records.
 *
 * @param name its name
 * @param value what a record has there: null, a text, a number, a truth, or an instant
 */
record Column(String name, Value value) {

    /** How many characters a name of something may have. */
    static final int NAME = 255;

    static final int REQUEST_ID = 64;
    static final int ROUTE = 512;
    static final int METHOD = 32;
    static final int PATH = 2_000;
    static final int ADDRESS = 64;

    /** All, in the order of the record's members. */
    static final List<Column> ALL = List.of(
            column("request_id", usage -> Texts.id(usage.requestId(), REQUEST_ID)),
            column("started_at", usage -> usage.startedAt().truncatedTo(ChronoUnit.MILLIS)),
            column(
                    "first_byte_ms",
                    usage -> usage.firstByteMs().isPresent()
                            ? usage.firstByteMs().getAsLong()
                            : null),
            column("duration_ms", UsageRecord::durationMs),
            column("key_id", usage -> name(usage.keyId())),
            column("owner", usage -> name(usage.owner())),
            column("team", usage -> name(usage.team())),
            column("tags", usage -> JsonText.of(usage.tags())),
            column("provider", usage -> name(usage.provider())),
            column("route", usage -> text(usage.route(), ROUTE)),
            column("method", usage -> Texts.fit(usage.method(), METHOD)),
            column("path", usage -> Texts.fit(usage.path(), PATH)),
            column("model", usage -> name(usage.model())),
            column("served_model", usage -> name(usage.servedModel())),
            column("status", usage -> usage.status() == 0 ? null : usage.status()),
            column("outcome", usage -> usage.outcome().label()),
            column("error", usage -> usage.error().map(ErrorCode::code).orElse(null)),
            column("streamed", UsageRecord::streamed),
            column("request_bytes", UsageRecord::requestBytes),
            column("response_bytes", UsageRecord::responseBytes),
            column("units", usage -> JsonText.of(usage.usage())),
            unit("input_tokens"),
            unit("cache_read_tokens"),
            unit("cache_write_tokens"),
            unit("output_tokens"),
            unit("output_reasoning_tokens"),
            column("usage_source", usage -> label(usage.usageSource())),
            column("cost_usd", Column::cost),
            column("pricing", usage -> label(usage.pricing())),
            column("credential_id", usage -> name(usage.credentialId())),
            column("attempts", UsageRecord::attempts),
            column("upstream_request_id", usage -> name(usage.upstreamRequestId())),
            column("client_address", usage -> Texts.fit(usage.clientAddress(), ADDRESS)));

    /** What a record has in a column. */
    interface Value {
        @Nullable
        Object of(UsageRecord usage) throws SQLException;
    }

    private static Column column(String name, Value value) {
        return new Column(name, value);
    }

    private static Column unit(String name) {
        return new Column(name, usage -> {
            BigDecimal count = usage.usage().get(name);
            return count == null ? null : Amounts.whole(count).orElse(null);
        });
    }

    private static @Nullable BigDecimal cost(UsageRecord usage) throws SQLException {
        return usage.costUsd().isPresent() ? Amounts.money(usage.costUsd().get()) : null;
    }

    private static @Nullable String name(Optional<String> text) {
        return text(text, NAME);
    }

    private static @Nullable String text(Optional<String> text, int most) {
        return text.map(whole -> Texts.fit(whole, most)).orElse(null);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Sets all of a record's values. */
    static void bind(UsageRecord usage, PreparedStatement statement, Dialect dialect) throws SQLException {
        for (int i = 0; i < ALL.size(); i++) {
            statement.setObject(i + 1, valueOf(usage, ALL.get(i), dialect));
        }
    }

    private static @Nullable Object valueOf(UsageRecord usage, Column column, Dialect dialect) throws SQLException {
        try {
            Object value = column.value.of(usage);
            return value instanceof Instant instant ? dialect.instant(instant) : value;
        } catch (RuntimeException e) {
            throw new SQLDataException("the record has no " + column.name + " that can be written", "22000", e);
        }
    }
}
