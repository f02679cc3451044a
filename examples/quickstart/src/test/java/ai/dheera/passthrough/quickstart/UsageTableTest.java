/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTableTest {

    @TempDir
    Path directory;

    @Test
    void everyMemberOfARecordHasAColumn() throws Exception {
        String url = url();
        try (UsageTable table = new UsageTable(url)) {
            table.open();
            assertThat(columns(url)).containsExactlyElementsOf(members());
        }
    }

    @Test
    void aRecordIsReadAsItWasWritten() throws Exception {
        String url = url();
        try (UsageTable table = new UsageTable(url)) {
            table.write(List.of(record()));
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT * FROM usage_record")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getObject("started_at", OffsetDateTime.class))
                        .isEqualTo(record().startedAt().atOffset(ZoneOffset.UTC));
                assertThat(row.getObject("first_byte_ms")).isNull();
                assertThat(new String(row.getBytes("tags"), StandardCharsets.UTF_8))
                        .isEqualTo("{\"app\":\"chat\"}");
                assertThat(new String(row.getBytes("usage"), StandardCharsets.UTF_8))
                        .isEqualTo("{\"input_tokens\":12}");
                assertThat(row.getBigDecimal("cost_usd")).isEqualByComparingTo("0.000000000000000000123");
                assertThat(row.getString("usage_source")).isEqualTo("reported");
                assertThat(row.next()).isFalse();
            }
        }
    }

    @Test
    void aRecordThatIsWrittenTwiceIsThereOnce() throws Exception {
        String url = url();
        try (UsageTable table = new UsageTable(url)) {
            table.write(List.of(record()));
            table.write(List.of(record(), record()));
            assertThat(count(url)).isOne();
        }
    }

    @Test
    void aDatabaseThatWasClosedIsOpenedAgain() throws Exception {
        String url = url();
        try (UsageTable table = new UsageTable(url)) {
            table.open();
            try (Connection other = DriverManager.getConnection(url);
                    Statement statement = other.createStatement()) {
                statement.execute("SHUTDOWN");
            }
            table.write(List.of(record()));
            assertThat(count(url)).isOne();
        }
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("usage") + ";AUTO_SERVER=TRUE";
    }

    private static List<String> members() {
        return Arrays.stream(UsageRecord.class.getRecordComponents())
                .map(member -> member.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))
                .toList();
    }

    private static List<String> columns(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet columns = connection.getMetaData().getColumns(null, null, "USAGE_RECORD", null)) {
            List<String> names = new java.util.ArrayList<>();
            while (columns.next()) {
                names.add(columns.getString("COLUMN_NAME"));
            }
            return names;
        }
    }

    private static int count(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM usage_record")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static UsageRecord record() {
        return new UsageRecord(
                "dpt_1",
                Instant.parse("2026-11-22T10:00:00.123Z"),
                OptionalLong.empty(),
                42,
                Optional.of("team-a-1"),
                Optional.of("alice"),
                Optional.of("team-a"),
                Map.of("app", "chat"),
                Optional.of("anthropic"),
                Optional.of("/v1/messages"),
                "POST",
                "/anthropic/v1/messages",
                Optional.of("claude-haiku-4-5"),
                Optional.empty(),
                200,
                Outcome.COMPLETED,
                Optional.empty(),
                false,
                100,
                200,
                Map.of("input_tokens", BigDecimal.valueOf(12)),
                UsageSource.REPORTED,
                Optional.of(new BigDecimal("0.000000000000000000123")),
                Pricing.PRICED,
                Optional.of("main"),
                1,
                Optional.of("req_1"),
                "127.0.0.1");
    }
}
