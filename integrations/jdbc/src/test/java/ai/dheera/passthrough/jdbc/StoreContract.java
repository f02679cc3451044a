/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.SpendReports.Dimension;
import ai.dheera.passthrough.SpendReports.Query;
import ai.dheera.passthrough.SpendReports.Spend;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.fixtures.LogCapture.Event;
import ai.dheera.passthrough.usage.UsageStore;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** What a store has to do in every database. */
abstract class StoreContract {

    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");

    private final TimeZone zone = TimeZone.getDefault();
    private JdbcUsageStore store;

    /** Gives connections to the database under test. */
    abstract DataSource source();

    /** What reads a time as a text in UTC, to the millisecond. */
    abstract String timeInUtc(String column);

    /** How many records are many; the rate at which they are written is printed. */
    int many() {
        return 50_000;
    }

    @BeforeEach
    void createTables() throws Exception {
        execute("DROP TABLE IF EXISTS dheera_usage");
        execute("DROP TABLE IF EXISTS dheera_billed");
        store = JdbcUsageStore.over(source()).creatingTables();
        store.check(); // which creates them
    }

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(zone);
    }

    // records

    @Test
    void everyMemberOfARecordHasAColumn() throws Exception {
        List<String> members = Arrays.stream(UsageRecord.class.getRecordComponents())
                .map(member -> member.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .map(member -> member.equals("usage") ? "units" : member)
                .toList();
        store.write(List.of(Sketch.record().build()));
        assertThat(rows().get(0).keySet()).containsAll(members);
        assertThat(rows().get(0).keySet())
                .containsExactlyElementsOf(Column.ALL.stream().map(Column::name).toList());
    }

    @Test
    void aRecordIsReadAsItWasWritten() throws Exception {
        UsageRecord record = Sketch.record().build();
        store.write(List.of(record));

        Map<String, String> row = rows().get(0);
        assertThat(row)
                .containsEntry("request_id", record.requestId())
                .containsEntry("first_byte_ms", "12")
                .containsEntry("duration_ms", "345")
                .containsEntry("key_id", "key-1")
                .containsEntry("owner", "alice")
                .containsEntry("team", "team-a")
                .containsEntry("tags", "{\"app\":\"chat\"}")
                .containsEntry("provider", "anthropic")
                .containsEntry("route", "/v1/messages")
                .containsEntry("method", "POST")
                .containsEntry("path", "/anthropic/v1/messages?beta=true")
                .containsEntry("model", "claude-x")
                .containsEntry("served_model", "claude-x-1")
                .containsEntry("status", "200")
                .containsEntry("outcome", "upstream_aborted")
                .containsEntry("error", "upstream_timeout")
                .containsEntry("request_bytes", "67")
                .containsEntry("response_bytes", "890")
                .containsEntry(
                        "units",
                        "{\"input_tokens\":1200,\"cache_read_tokens\":800,\"cache_write_tokens\":100,"
                                + "\"output_tokens\":34,\"output_reasoning_tokens\":12,\"input_audio_seconds\":1.234567}")
                .containsEntry("input_tokens", "1200")
                .containsEntry("cache_read_tokens", "800")
                .containsEntry("cache_write_tokens", "100")
                .containsEntry("output_tokens", "34")
                .containsEntry("output_reasoning_tokens", "12")
                .containsEntry("usage_source", "estimated")
                .containsEntry("pricing", "priced")
                .containsEntry("credential_id", "main")
                .containsEntry("attempts", "2")
                .containsEntry("upstream_request_id", "req_9")
                .containsEntry("client_address", "2001:db8::1");
        assertThat(row.get("streamed")).isIn("1", "t", "true", "TRUE");
        assertThat(new BigDecimal(row.get("cost_usd"))).isEqualByComparingTo("0.012");
        assertThat(startedAt(record)).isEqualTo("2026-11-22 23:59:59.999");
    }

    @Test
    void whatARecordDoesNotHaveIsNull() throws Exception {
        UsageRecord record = Sketch.ofNothing();
        store.write(List.of(record));

        Map<String, String> row = rows().get(0);
        assertThat(row).containsEntry("tags", "{}").containsEntry("units", "{}").containsEntry("pricing", "unpriced");
        assertThat(Stream.of(
                                "first_byte_ms",
                                "key_id",
                                "owner",
                                "team",
                                "provider",
                                "route",
                                "model",
                                "served_model",
                                "status",
                                "error",
                                "input_tokens",
                                "cache_read_tokens",
                                "cache_write_tokens",
                                "output_tokens",
                                "output_reasoning_tokens",
                                "cost_usd",
                                "credential_id",
                                "upstream_request_id")
                        .map(row::get))
                .containsOnlyNulls();
        assertThat(startedAt(record)).isEqualTo("1970-01-01 00:00:00.000");
    }

    @Test
    void aRecordThatIsThereStaysAsItIs() throws Exception {
        Sketch sketch = Sketch.record().owner("first");
        store.write(List.of(sketch.build()));
        store.write(List.of(sketch.owner("second").build(), Sketch.record().build(), sketch.build()));
        store.write(List.of(sketch.build()));

        assertThat(rows()).extracting(row -> row.get("owner")).containsExactlyInAnyOrder("first", "alice");
    }

    @Test
    void aRecordThatIsTwiceInABatchIsThereOnce() throws Exception {
        UsageRecord record = Sketch.record().build();
        store.write(List.of(record, record, record));
        assertThat(rows()).hasSize(1);
    }

    @Test
    void twoNodesMayWriteTheSameRecords() throws Exception {
        List<UsageRecord> records =
                IntStream.range(0, 200).mapToObj(i -> Sketch.record().build()).toList();
        try (JdbcUsageStore other = JdbcUsageStore.over(source())) {
            atOnce(Stream.of(store, other)
                    .<Callable<Boolean>>map(each -> () -> {
                        for (int i = 0; i < records.size(); i += 20) {
                            each.write(records.subList(i, i + 20));
                        }
                        return true;
                    })
                    .toList());
        }
        assertThat(rows()).hasSize(200);
    }

    @Test
    void idsOfRequestsThatDifferInCaseAloneAreTwo() throws Exception {
        store.write(List.of(
                Sketch.record().requestId("dpt_a").build(),
                Sketch.record().requestId("dpt_A").build(),
                Sketch.record().requestId("dpt_a ").build()));
        assertThat(rows()).hasSize(3);
    }

    @Test
    void textsThatAreTooLongAreCut() throws Exception {
        String huge = "x".repeat(100_000);
        store.write(List.of(Sketch.record()
                .requestId(huge)
                .key(huge)
                .owner(huge)
                .team(huge)
                .provider(huge)
                .path("/" + "\uD83D\uDE00".repeat(3_000))
                .models(huge, huge)
                .tags(Map.of("small", "y", "huge", huge))
                .build()));

        Map<String, String> row = rows().get(0);
        assertThat(row.get("path")).isEqualTo("/" + "\uD83D\uDE00".repeat(999) + "\uFFFD");
        assertThat(row)
                .containsEntry("owner", "x".repeat(255))
                .containsEntry("model", "x".repeat(255))
                .containsEntry("tags", "{\"small\":\"y\"}");
        assertThat(row.get("request_id")).matches("[0-9a-f]{64}");
    }

    @Test
    void textsMayHoldAnything() throws Exception {
        store.write(List.of(Sketch.record()
                .owner("zero\0, half \uD83D, emoji \uD83D\uDE00, quotes '\"\\`, \u00e4\u6f22")
                .tags(Map.of("a\"b", "line\nline\0\u00e4"))
                .build()));

        Map<String, String> row = rows().get(0);
        assertThat(row)
                .containsEntry("owner", "zero\uFFFD, half \uFFFD, emoji \uD83D\uDE00, quotes '\"\\`, \u00e4\u6f22")
                .containsEntry("tags", "{\"a\\\"b\":\"line\\nline\\u0000\u00e4\"}");
    }

    @Test
    void numbersThatAreTooLargeForTheirColumnStandAmongTheUnits() throws Exception {
        store.write(List.of(Sketch.record()
                .usage(Map.of("input_tokens", new BigDecimal("12345678901234567890123")))
                .build()));

        Map<String, String> row = rows().get(0);
        assertThat(row.get("input_tokens")).isNull();
        assertThat(row).containsEntry("units", "{\"input_tokens\":12345678901234567890123}");
    }

    @Test
    void aBadRecordDoesNotKeepTheOthersOut() throws Exception {
        List<UsageRecord> batch = new ArrayList<>(
                IntStream.range(0, 20).mapToObj(i -> Sketch.record().build()).toList());
        batch.set(7, Sketch.record().requestId("dpt_dear").cost("1e30").build());
        batch.set(
                13, Sketch.record().requestId("dpt_late").startedAt(Instant.MAX).build());
        batch.set(
                19,
                Sketch.record()
                        .requestId("dpt_null")
                        .tags(Map.of())
                        .models(null, null)
                        .build());
        try (LogCapture log = LogCapture.of(JdbcUsageStore.class)) {
            store.write(batch);

            assertThat(log.events(Level.ERROR, "refuses the usage record"))
                    .extracting(Event::message)
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line).contains("dpt_dear", "1000000000000000000000000000000"))
                    .anySatisfy(line -> assertThat(line).contains("dpt_late"));
        }
        assertThat(rows())
                .hasSize(18)
                .extracting(row -> row.get("request_id"))
                .contains("dpt_null")
                .doesNotContain("dpt_dear", "dpt_late");
    }

    @Test
    void whatTheDatabaseItselfRefusesDoesNotKeepTheOthersOut() throws Exception {
        execute("ALTER TABLE dheera_usage ADD CONSTRAINT no_eve CHECK (owner <> 'eve')");
        try (LogCapture log = LogCapture.of(JdbcUsageStore.class)) {
            store.write(List.of(
                    Sketch.record().owner("ann").build(),
                    Sketch.record().owner("eve").requestId("dpt_eve").build(),
                    Sketch.record().owner("bob").build()));

            assertThat(log.events(Level.ERROR, "refuses the usage record dpt_eve"))
                    .hasSize(1);
        }
        assertThat(rows()).extracting(row -> row.get("owner")).containsExactlyInAnyOrder("ann", "bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"})
    void timesAreUtcWhateverTheZoneOfTheMachine(String name) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(name));
        UsageRecord record = Sketch.record().build();
        UsageRecord inTheGap = Sketch.record().startedAt("2026-03-08T10:30:00Z").build();
        try (JdbcUsageStore there = JdbcUsageStore.over(source())) {
            there.write(List.of(record, inTheGap));
            Instant started = Instant.parse("2026-11-22T23:59:59.999Z");

            assertThat(startedAt(record)).isEqualTo("2026-11-22 23:59:59.999");
            assertThat(startedAt(inTheGap)).isEqualTo("2026-03-08 10:30:00.000");
            assertThat(there.spend(by(Dimension.DAY)))
                    .extracting(spend -> spend.of().get(Dimension.DAY))
                    .containsExactlyInAnyOrder("2026-11-22", "2026-03-08");
            assertThat(there.spend(new Query(List.of(), started, started.plusMillis(1), 10)))
                    .extracting(Spend::exchanges)
                    .containsExactly(1L);
            assertThat(there.spend(new Query(List.of(), started.plusNanos(1), TO, 10)))
                    .extracting(Spend::exchanges)
                    .containsExactly(0L);
        }
    }

    // spend

    private void writeFourExchanges() throws SQLException {
        store.write(List.of(
                Sketch.record()
                        .key("k1")
                        .owner("ann")
                        .team("red")
                        .provider("anthropic")
                        .models("claude", "claude-1")
                        .startedAt("2026-11-21T23:59:59.999Z")
                        .tokens(100, 10)
                        .cost("0.30")
                        .build(),
                Sketch.record()
                        .key("k1")
                        .owner("ann")
                        .team("red")
                        .provider("openai")
                        .models("gpt", null)
                        .startedAt("2026-11-22T00:00:00Z")
                        .tokens(20, 2)
                        .cost("0.5")
                        .build(),
                Sketch.record()
                        .key("k2")
                        .owner("Ann")
                        .team("blue")
                        .provider("openai")
                        .models("gpt-latest", "gpt")
                        .startedAt("2026-11-22T12:00:00Z")
                        .tokens(3, 1)
                        .cost("0.123456789012")
                        .build(),
                Sketch.record()
                        .key("k3")
                        .owner("eve")
                        .withoutTeam()
                        .provider("openai")
                        .models(null, null)
                        .startedAt("2026-11-23T12:00:00Z")
                        .usage(Map.of())
                        .unpriced()
                        .build()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            KEY      | k1 2 0 120 12 0.8, k2 1 0 3 1 0.123456789012, k3 1 1 0 0 0
            OWNER    | ann 2 0 120 12 0.8, Ann 1 0 3 1 0.123456789012, eve 1 1 0 0 0
            TEAM     | red 2 0 120 12 0.8, blue 1 0 3 1 0.123456789012, null 1 1 0 0 0
            PROVIDER | openai 3 1 23 3 0.623456789012, anthropic 1 0 100 10 0.3
            MODEL    | gpt 2 0 23 3 0.623456789012, claude-1 1 0 100 10 0.3, null 1 1 0 0 0
            DAY      | 2026-11-22 2 0 23 3 0.623456789012, 2026-11-21 1 0 100 10 0.3, 2026-11-23 1 1 0 0 0
            """)
    void spendIsToldApartByEachDimension(Dimension dimension, String expected) throws Exception {
        writeFourExchanges();
        assertThat(store.spend(by(dimension)).stream().map(spend -> line(dimension, spend)))
                .containsExactly(expected.split(", "));
    }

    private static String line(Dimension dimension, Spend spend) {
        return spend.of().get(dimension) + " " + spend.exchanges() + " " + spend.unpriced() + " "
                + spend.inputTokens().toPlainString() + " "
                + spend.outputTokens().toPlainString() + " " + spend.costUsd().toPlainString();
    }

    @Test
    void spendIsToldApartByAllDimensionsAtOnce() throws Exception {
        writeFourExchanges();
        List<Spend> spend = store.spend(by(Dimension.values()));
        assertThat(spend).hasSize(4);
        assertThat(spend.get(0).of())
                .containsExactly(
                        Map.entry(Dimension.KEY, "k1"),
                        Map.entry(Dimension.OWNER, "ann"),
                        Map.entry(Dimension.TEAM, "red"),
                        Map.entry(Dimension.PROVIDER, "openai"),
                        Map.entry(Dimension.MODEL, "gpt"),
                        Map.entry(Dimension.DAY, "2026-11-22"));
        assertThat(spend.get(3).of())
                .containsOnlyKeys(Dimension.KEY, Dimension.OWNER, Dimension.PROVIDER, Dimension.DAY);
    }

    @Test
    void spendWithoutDimensionsIsOneTotal() throws Exception {
        assertThat(store.spend(by()))
                .extracting(Spend::exchanges, Spend::unpriced, Spend::inputTokens, Spend::costUsd)
                .containsExactly(tuple(0L, 0L, BigDecimal.ZERO, BigDecimal.ZERO));
        writeFourExchanges();
        assertThat(store.spend(by()))
                .extracting(Spend::exchanges, Spend::unpriced, Spend::inputTokens, Spend::costUsd)
                .containsExactly(tuple(4L, 1L, BigDecimal.valueOf(123), new BigDecimal("0.923456789012")));
    }

    @Test
    void spendIsOfTheTimeAskedForAndOfNoMoreRowsThanAskedFor() throws Exception {
        writeFourExchanges();
        Instant from = Instant.parse("2026-11-22T00:00:00Z");
        Instant to = Instant.parse("2026-11-22T12:00:00Z");
        assertThat(store.spend(new Query(List.of(Dimension.KEY), from, to, 10)))
                .extracting(spend -> spend.of().get(Dimension.KEY))
                .containsExactly("k1");
        assertThat(store.spend(new Query(List.of(Dimension.KEY), from, to.plusMillis(1), 10)))
                .extracting(spend -> spend.of().get(Dimension.KEY))
                .containsExactly("k1", "k2");
        assertThat(store.spend(new Query(List.of(Dimension.KEY), Instant.MIN, Instant.MAX, 2)))
                .extracting(spend -> spend.of().get(Dimension.KEY))
                .containsExactly("k1", "k2");
    }

    @Test
    void moneyIsExact() throws Exception {
        List<UsageRecord> records = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            records.add(Sketch.record().cost("0.000000000000000000000001").build());
        }
        records.add(Sketch.record().cost("123456789012345678.1").build());
        records.add(Sketch.record().cost("0.0000000000000000000000015").build()); // rounds to 2
        records.add(Sketch.record().cost("1E-999999999").build());
        store.write(records);
        assertThat(store.spend(by()))
                .extracting(Spend::costUsd)
                .containsExactly(new BigDecimal("123456789012345678.100000000000000000001002"));
    }

    @Test
    void tokensOfMoreThanALongAddUp() throws Exception {
        store.write(List.of(
                Sketch.record().tokens(900_000_000_000_000_000L, 1).build(),
                Sketch.record().tokens(900_000_000_000_000_000L, 1).build(),
                Sketch.record().tokens(900_000_000_000_000_000L, 1).build()));
        for (int i = 0; i < 3; i++) {
            execute("INSERT INTO dheera_usage SELECT CONCAT(request_id, '_" + i + "'), " + allButTheId()
                    + " FROM dheera_usage");
        }
        assertThat(store.spend(by()))
                .extracting(Spend::inputTokens)
                .containsExactly(new BigDecimal("21600000000000000000"));
    }

    private static String allButTheId() {
        return String.join(", ", Column.ALL.stream().skip(1).map(Column::name).toList());
    }

    @Test
    void manyRecordsAreWrittenAndReported() throws Exception {
        List<UsageRecord> records = new ArrayList<>();
        for (int i = 0; i < many(); i++) {
            records.add(Sketch.record()
                    .key("key-" + i % 100)
                    .team("team-" + i % 10)
                    .models("model-" + i % 7, null)
                    .cost("0.000123456789")
                    .build());
        }
        long start = System.nanoTime();
        for (int i = 0; i < records.size(); i += 500) {
            store.write(records.subList(i, i + 500));
        }
        long written = System.nanoTime();
        List<Spend> spend = store.spend(by(Dimension.TEAM, Dimension.MODEL));
        long reported = System.nanoTime();

        System.out.printf(
                Locale.ROOT,
                "%s: %,d records/s written, the report of %,d in %d ms%n",
                getClass().getSimpleName(),
                many() * 1_000_000_000L / (written - start),
                many(),
                (reported - written) / 1_000_000);
        assertThat(spend).hasSize(70);
        assertThat(spend.stream().map(Spend::costUsd).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(new BigDecimal("0.000123456789").multiply(BigDecimal.valueOf(many())));
    }

    // the ledger

    @Test
    void ofManyClaimsOnManyNodesOneIsTheFirst() throws Exception {
        try (JdbcUsageStore other = JdbcUsageStore.over(source())) {
            for (int round = 0; round < 5; round++) {
                String id = "openai:resp_" + round;
                List<Callable<Boolean>> claims = IntStream.range(0, 32)
                        .<Callable<Boolean>>mapToObj(
                                i -> () -> (i % 2 == 0 ? store : other).ledger().claim(id))
                        .toList();
                assertThat(atOnce(claims)).filteredOn(first -> first).hasSize(1);
            }
        }
    }

    @Test
    void claimsOfDifferentIdsAreAllTheFirst() throws Exception {
        BillingLedger ledger = store.ledger();
        String longest = "x".repeat(512);
        for (String id : List.of("openai:a", "openai:A", "openai:a ", "openai:\u00e4", "\0", longest, longest + "y")) {
            assertThat(ledger.claim(id)).as(id).isTrue();
            assertThat(ledger.claim(id)).as(id).isFalse();
        }
    }

    @Test
    void whatWasBilledLongAgoIsForgottenInPortions() throws Exception {
        Instant now = Instant.parse("2026-11-22T10:00:00Z");
        Database database =
                new Database(source(), Schema.USAGE, false, Duration.ofSeconds(60), connection -> {}, "test");
        BillingLedger old = new JdbcBillingLedger(database, InstantSource.fixed(now.minus(Duration.ofDays(31))));
        BillingLedger recent = new JdbcBillingLedger(database, InstantSource.fixed(now.minus(Duration.ofDays(29))));
        for (int i = 0; i < 2_500; i++) {
            old.claim("old-" + i);
        }
        for (int i = 0; i < 10; i++) {
            recent.claim("recent-" + i);
        }

        assertThat(new JdbcBillingLedger(database, InstantSource.fixed(now)).claim("new-1"))
                .isTrue();
        assertThat(count("dheera_billed")).isEqualTo(511);
        assertThat(new JdbcBillingLedger(database, InstantSource.fixed(now)).claim("new-2"))
                .isTrue();
        assertThat(count("dheera_billed")).isEqualTo(12);
        assertThat(new JdbcBillingLedger(database, InstantSource.fixed(now)).claim("recent-3"))
                .isFalse();
        assertThat(store.ledger().claim("old-3")).isTrue();
    }

    // the tables

    @Test
    void aMissingTableIsToldWithTheRemedy() throws Exception {
        execute("DROP TABLE dheera_usage");
        try (JdbcUsageStore strict = JdbcUsageStore.over(source())) {
            assertThatThrownBy(() -> strict.write(List.of(Sketch.record().build())))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("schema-")
                    .hasMessageContaining("createSchema");
        }
    }

    @Test
    void tablesThatDisappearAreCreatedAnew() throws Exception {
        execute("DROP TABLE dheera_usage");
        UsageRecord record = Sketch.record().build();
        assertThatThrownBy(() -> store.write(List.of(record))).isInstanceOf(SQLException.class);
        store.write(List.of(record));
        assertThat(rows()).hasSize(1);
    }

    @Test
    void manyNodesMayCreateTheTablesAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            execute("DROP TABLE dheera_usage");
            execute("DROP TABLE dheera_billed");
            assertThat(atOnce(IntStream.range(0, 8)
                            .<Callable<Boolean>>mapToObj(i -> () -> {
                                UsageStore node = JdbcUsageStore.over(source()).creatingTables();
                                node.write(List.of(Sketch.record().build()));
                                return true;
                            })
                            .toList()))
                    .hasSize(8);
            assertThat(rows()).hasSize(8);
        }
    }

    @Test
    void theScriptMayRunAgain() throws Exception {
        store.write(List.of(Sketch.record().build()));
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : Schema.USAGE.statements(Dialect.of(connection))) {
                statement.execute(each);
            }
        }
        assertThat(rows()).hasSize(1);
    }

    @Test
    void connectionsAreGivenBackAsTheyCame() throws Exception {
        try (Connection connection = source().getConnection()) {
            connection.setAutoCommit(true);
            int silence = connection.getNetworkTimeout();
            JdbcUsageStore over = JdbcUsageStore.over(new OneConnection(connection));
            over.write(List.of(Sketch.record().build()));
            over.ledger().claim("a");
            over.ledger().claim("a");
            over.spend(by());
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.getNetworkTimeout()).isEqualTo(silence);
        }
    }

    // how it is looked at

    private static Query by(Dimension... dimensions) {
        return new Query(List.of(dimensions), FROM, TO, 1_000);
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        try {
            List<Future<T>> running = tasks.stream()
                    .map(task -> threads.submit(() -> {
                        start.await();
                        return task.call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private String startedAt(UsageRecord record) throws SQLException {
        return query("SELECT " + timeInUtc("started_at") + " AS t FROM dheera_usage WHERE request_id = '"
                        + record.requestId() + "'")
                .get(0)
                .get("t");
    }

    private int count(String table) throws SQLException {
        return Integer.parseInt(
                query("SELECT COUNT(*) AS n FROM " + table).get(0).get("n"));
    }

    List<Map<String, String>> rows() throws SQLException {
        return query("SELECT * FROM dheera_usage");
    }

    private List<Map<String, String>> query(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<Map<String, String>> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(row(found));
            }
            return rows;
        }
    }

    private static Map<String, String> row(ResultSet found) throws SQLException {
        ResultSetMetaData columns = found.getMetaData();
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), found.getString(i));
        }
        return row;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
