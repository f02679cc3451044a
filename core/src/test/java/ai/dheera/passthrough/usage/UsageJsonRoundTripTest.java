/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import ai.dheera.passthrough.UsageSketch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written as a line is read from it again, as far as the line tells: instants have milliseconds. */
class UsageJsonRoundTripTest {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "true",
            "0",
            "plain",
            "\"quoted\" \\ back",
            "line\nbreak\r\t\0\u001f\u007f\u0085\u2028\u2029",
            "é 😀 中文",
            "{\"not\":\"parsed\"}",
            "</script> & '");

    @Test
    void readsARecordOfWhichAllIsKnown() {
        UsageRecord record = UsageSketch.record().build();
        UsageRecord read = UsageJson.parse(UsageJson.line(record));
        assertThat(read).usingRecursiveComparison().ignoringFields("startedAt").isEqualTo(record);
        assertThat(read.startedAt()).isEqualTo(Instant.parse("2026-11-22T10:00:00.123Z"));
        assertThat(UsageJson.line(read)).isEqualTo(UsageJson.line(record));
    }

    @Test
    void readsARecordOfWhichNothingIsKnown() {
        assertThat(UsageJson.parse(UsageJson.line(UsageSketch.ofNothing()))).isEqualTo(UsageSketch.ofNothing());
    }

    @Property(tries = 2_000)
    void readsWhateverItWrites(@ForAll @LongRange(min = 0) long seed) {
        UsageRecord record = record(new Random(seed));
        UsageRecord read = UsageJson.parse(UsageJson.line(record));
        assertThat(read).isEqualTo(record);
        assertThat(List.copyOf(read.tags().keySet()))
                .isEqualTo(List.copyOf(record.tags().keySet()));
        assertThat(List.copyOf(read.usage().keySet()))
                .isEqualTo(List.copyOf(record.usage().keySet()));
    }

    @Property(tries = 20)
    void readsNoLineThatIsTornOff(@ForAll @LongRange(min = 0) long seed) {
        String line = UsageJson.line(record(new Random(seed)));
        for (int length = 0; length < line.length(); length++) {
            String torn = line.substring(0, length);
            assertThatIllegalArgumentException().as(torn).isThrownBy(() -> UsageJson.parse(torn));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "null",
                "{\"requestId\":\"a\"}",
                "{\"requestId\":{}}",
                "{\"usage\":{\"a\":\"x\"}}",
                "{\"usage\":5}",
                "{\"tags\":{\"a\":{}}}"
            })
    void readsNothingElse(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> UsageJson.parse(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"outcome\":\"completed\"=\"outcome\":\"unheard\"",
                "\"startedAt\":\"2026=\"startedAt\":\"26",
                "\"durationMs\":345=\"durationMs\":3.5",
                "\"status\":200=\"status\":99999999999",
                "\"costUsd\":\"0.0120\"=\"costUsd\":\"dear\"",
                "\"127.0.0.1\"}=\"127.0.0.1\"}{}",
                "\"error\":null=\"error\":\"unheard\""
            })
    void readsNoRecordWithAMemberThatMeansNothing(String change) {
        String[] fromTo = change.split("=");
        String line = UsageJson.line(UsageSketch.record().build());
        assertThat(line).contains(fromTo[0]);
        assertThatIllegalArgumentException().isThrownBy(() -> UsageJson.parse(line.replace(fromTo[0], fromTo[1])));
    }

    @Test
    void passesOverMembersOfLaterVersionsAndTakesMissingOnesForNull() {
        String line = UsageJson.line(UsageSketch.record().build());
        UsageRecord expected = UsageJson.parse(line);
        assertThat(UsageJson.parse(line.replace("{\"requestId\"", "{\"later\":{\"a\":[1]},\"requestId\"")))
                .isEqualTo(expected);
        assertThat(UsageJson.parse(line.replace("\"team\":\"team-a\",", "")).team())
                .isEmpty();
    }

    private static UsageRecord record(Random random) {
        return new UsageRecord(
                text(random),
                Instant.ofEpochMilli(random.nextLong(4_102_444_800_000L)),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong()),
                random.nextLong(),
                maybe(random),
                maybe(random),
                maybe(random),
                tags(random),
                maybe(random),
                maybe(random),
                text(random),
                text(random),
                maybe(random),
                maybe(random),
                random.nextBoolean() ? 0 : random.nextInt(),
                one(Outcome.values(), random),
                random.nextBoolean() ? Optional.empty() : Optional.of(one(ErrorCode.values(), random)),
                random.nextBoolean(),
                random.nextLong(),
                random.nextLong(),
                units(random),
                one(UsageSource.values(), random),
                random.nextBoolean() ? Optional.empty() : Optional.of(decimal(random)),
                one(Pricing.values(), random),
                maybe(random),
                random.nextInt(),
                maybe(random),
                text(random));
    }

    private static Map<String, String> tags(Random random) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.put(text(random), text(random));
        }
        return tags;
    }

    private static Map<String, BigDecimal> units(Random random) {
        Map<String, BigDecimal> units = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            units.put(text(random), decimal(random));
        }
        return units;
    }

    /** One that has the form in which it is written. */
    private static BigDecimal decimal(Random random) {
        return BigDecimal.valueOf(random.nextLong(), random.nextInt(20));
    }

    private static Optional<String> maybe(Random random) {
        return random.nextBoolean() ? Optional.empty() : Optional.of(text(random));
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()))
                + random.ints(random.nextInt(4), 1, 0xd800)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
    }

    private static <T> T one(T[] all, Random random) {
        return all[random.nextInt(all.length)];
    }
}
