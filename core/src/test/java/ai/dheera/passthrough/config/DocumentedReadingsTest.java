/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.metering.Meter;
import ai.dheera.passthrough.metering.Metered;
import ai.dheera.passthrough.spi.Headers;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/providers.md on readings do what stands there. */
class DocumentedReadingsTest {

    private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static String example(String marker) throws IOException {
        return JSON.matcher(Files.readString(Path.of("../docs/providers.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(each -> each.contains(marker))
                .findFirst()
                .orElseThrow();
    }

    private UsageReading reading(String providers, String path) throws Exception {
        Configuration configuration = new WrittenConfiguration(folder).read(providers);
        Provider provider = configuration.providers().find("tides").orElseThrow();
        return provider.route("POST", path).orElseThrow().route().usage().orElseThrow();
    }

    private static Metered metered(UsageReading reading, String type, String body) {
        Meter meter = new Meter(reading, name -> null, name -> null);
        meter.answerBegan(Headers.builder().add("Content-Type", type).build());
        meter.answer(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        return meter.end();
    }

    private static Map<String, String> units(Metered metered) {
        return metered.units().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, unit -> plain(unit.getValue())));
    }

    private static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }

    @Test
    void aReadingOfAProvidersOwnReadsAnswersAndStreams() throws Exception {
        UsageReading reading = reading(example("\"tides\""), "/forecast");
        Metered plain = metered(
                reading,
                "application/json",
                "{\"model\":\"t1\",\"tier\":\"fast\",\"stats\":{\"tokens\":{\"sent\":7,\"cached\":5,\"made\":3},\"audio_ms\":2500}}");
        assertThat(units(plain))
                .isEqualTo(Map.of(
                        "input_tokens",
                        "12",
                        "cache_read_tokens",
                        "5",
                        "output_tokens",
                        "3",
                        "input_audio_seconds",
                        "2.5"));
        assertThat(plain.model()).contains("t1");
        assertThat(plain.terms()).isEqualTo(Map.of("serviceTier", "fast"));
        Metered streamed = metered(
                reading,
                "text/event-stream",
                "data: {\"delta\":{\"text\":\"low\"}}\n\ndata: {\"result\":{\"model\":\"t2\",\"stats\":{\"tokens\":{\"sent\":11,\"made\":2}}}}\n\n");
        assertThat(units(streamed)).isEqualTo(Map.of("input_tokens", "11", "output_tokens", "2"));
        assertThat(streamed.model()).contains("t2");
    }

    @Test
    void summandsCountUnderConditions() throws Exception {
        String readings = example("thoughts-on-top");
        String providers = example("\"tides\"")
                .replaceFirst(
                        "(?s)\"readings\": \\{.*\"routes\"",
                        Matcher.quoteReplacement("\"readings\": " + readings + ", \"routes\""))
                .replace("\"usage\": \"tides\"", "\"usage\": \"thoughts-on-top\"");
        UsageReading reading = reading(providers, "/forecast");
        Metered onTop = metered(
                reading,
                "application/json",
                "{\"output\":[{\"type\":\"search\"},{\"type\":\"text\"},{\"type\":\"search\"}],\"annotation\":\"a\","
                        + "\"usage\":{\"prompt\":7,\"completion\":5,\"thoughts\":3,\"total\":15,\"pages\":2}}");
        assertThat(units(onTop))
                .isEqualTo(Map.of(
                        "input_tokens",
                        "7",
                        "output_tokens",
                        "8",
                        "web_searches",
                        "2",
                        "input_document_pages",
                        "2",
                        "input_annotated_document_pages",
                        "2"));
        Metered within = metered(
                reading,
                "application/json",
                "{\"annotation\":null,\"usage\":{\"prompt\":7,\"completion\":5,\"thoughts\":3,\"total\":12,\"pages\":2}}");
        assertThat(units(within))
                .isEqualTo(Map.of("input_tokens", "7", "output_tokens", "5", "input_document_pages", "2"));
    }

    @Test
    void allMembersAreDescribed() throws IOException {
        String page = Files.readString(Path.of("../docs/providers.md"));
        for (String member : ReadingReader.members()) {
            assertThat(page).contains("`" + member + "`");
        }
    }
}
