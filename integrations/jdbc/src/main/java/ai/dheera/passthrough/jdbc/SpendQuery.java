/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.SpendReports.Dimension;
import ai.dheera.passthrough.SpendReports.Query;
import ai.dheera.passthrough.SpendReports.Spend;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds up spend in the database. */
final class SpendQuery {

    private static final int PATIENCE_SECONDS = 30;

    /** Beyond these no exchange began, and some databases know no times. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private static final String SUMS = "COUNT(*),"
            + " SUM(CASE WHEN pricing = 'unpriced' THEN 1 ELSE 0 END),"
            + " COALESCE(SUM(input_tokens), 0),"
            + " COALESCE(SUM(output_tokens), 0),"
            + " COALESCE(SUM(cost_usd), 0) AS cost";

    private SpendQuery() {}

    static List<Spend> run(Query query, Connection connection, Dialect dialect) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(query, dialect))) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            statement.setMaxRows(query.most());
            statement.setObject(1, dialect.instant(instant(query.from())));
            statement.setObject(2, dialect.instant(instant(query.to())));
            try (ResultSet rows = statement.executeQuery()) {
                List<Spend> spend = new ArrayList<>();
                while (rows.next()) {
                    spend.add(spend(query.by(), rows));
                }
                return spend;
            }
        }
    }

    private static String sql(Query query, Dialect dialect) {
        List<String> by =
                query.by().stream().map(each -> expression(each, dialect)).toList();
        String dimensions = by.stream().map(each -> each + ", ").collect(Collectors.joining());
        String groups = by.isEmpty() ? "" : " GROUP BY " + String.join(", ", by);
        String ties = by.stream().map(each -> ", " + each).collect(Collectors.joining());
        return "SELECT " + dimensions + SUMS + " FROM dheera_usage WHERE started_at >= ? AND started_at < ?" + groups
                + " ORDER BY cost DESC" + (by.isEmpty() ? "" : ", COUNT(*) DESC" + ties) + " LIMIT " + query.most();
    }

    private static String expression(Dimension dimension, Dialect dialect) {
        return switch (dimension) {
            case KEY -> "key_id";
            case OWNER -> "owner";
            case TEAM -> "team";
            case PROVIDER -> "provider";
            case MODEL -> "COALESCE(served_model, model)";
            case DAY -> dialect.day();
        };
    }

    private static Instant instant(Instant any) {
        Instant late = any.isBefore(EARLIEST) ? EARLIEST : any;
        Instant within = late.isAfter(LATEST) ? LATEST : late;
        Instant millis = within.truncatedTo(ChronoUnit.MILLIS);
        return millis.equals(within) ? within : millis.plusMillis(1); // records begin at whole ones
    }

    private static Spend spend(List<Dimension> by, ResultSet row) throws SQLException {
        Map<Dimension, String> of = new LinkedHashMap<>();
        int column = 0;
        for (Dimension dimension : by) {
            String value = row.getString(++column);
            if (value != null) {
                of.put(dimension, value);
            }
        }
        return new Spend(
                of,
                row.getLong(++column),
                row.getLong(++column),
                plain(row.getBigDecimal(++column)),
                plain(row.getBigDecimal(++column)),
                plain(row.getBigDecimal(++column)));
    }

    /** Without the zeros of the column's scale. */
    private static BigDecimal plain(BigDecimal sum) {
        BigDecimal stripped = sum.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
