/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The usage records as another process reads them. */
final class Database implements AutoCloseable {

    private final Connection connection;
    private final Set<Object> seen = new HashSet<>();

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** Opens the one that the embedded default has told of. */
    static Database of(QuickstartProcess quickstart) throws SQLException {
        return new Database(DriverManager.getConnection(url(quickstart)));
    }

    static String url(QuickstartProcess quickstart) {
        return quickstart.out().find(".*org.h2.tools.Shell -url '([^']+)'.*").orElseThrow();
    }

    /** All records, each by column. */
    List<Map<String, Object>> records() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM dheera_usage ORDER BY started_at")) {
            List<Map<String, Object>> records = new ArrayList<>();
            while (rows.next()) {
                records.add(record(rows));
            }
            return records;
        }
    }

    private static Map<String, Object> record(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Map<String, Object> record = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            record.put(columns.getColumnName(i).toLowerCase(Locale.ROOT), row.getObject(i));
        }
        return record;
    }

    /** Looks at all that are there. */
    void see() throws SQLException {
        records().forEach(record -> seen.add(record.get("request_id")));
    }

    /** Waits for the one record that has not been seen yet. */
    Map<String, Object> awaitNew() {
        List<Map<String, Object>> fresh = new ArrayList<>();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            fresh.clear();
            records().stream()
                    .filter(record -> !seen.contains(record.get("request_id")))
                    .forEach(fresh::add);
            assertThat(fresh).hasSize(1);
        });
        seen.add(fresh.get(0).get("request_id"));
        return fresh.get(0);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
