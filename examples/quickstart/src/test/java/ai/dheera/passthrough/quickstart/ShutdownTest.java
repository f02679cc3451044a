/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.quickstart.standin.StandIn;
import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownTest {

    private static final String FIVE_SECONDS_LONG = "word ".repeat(150);
    private static final String TEN_SECONDS_LONG = "word ".repeat(330);

    @TempDir
    Path directory;

    @Test
    void onSigtermARunningStreamIsFinishedAndRecorded() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(directory, Map.of());
                RawClient keptAlive = RawClient.connect(quickstart.address())) {
            assertThat(keptAlive.get("/hello").status()).isEqualTo(200);
            AnthropicClient client = Sdks.anthropic(quickstart.address() + "/anthropic", quickstart.key());
            try (var stream = client.messages().createStreaming(Sdks.message(FIVE_SECONDS_LONG))) {
                Iterator<RawMessageStreamEvent> events = stream.iterator();
                assertThat(events.next().isMessageStart()).isTrue();

                quickstart.terminate();

                awaitRefusal(quickstart);
                assertThat(keptAlive.get("/hello").status()).isEqualTo(503);
                assertThat(last(events).isMessageStop()).isTrue();
            }
            assertThat(quickstart.exitStatus()).isZero();
            try (Database database = Database.of(quickstart)) {
                assertThat(database.records())
                        .hasSize(1)
                        .first()
                        .satisfies(record -> assertThat(record)
                                .containsEntry("outcome", "completed")
                                .containsEntry("status", 200));
            }
            assertThat(quickstart.err().lines()).noneMatch(line -> line.contains("ERROR") || line.contains("WARN"));
        }
    }

    /** No new connection is taken any more. */
    private static void awaitRefusal(QuickstartProcess quickstart) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThatThrownBy(
                                () -> RawClient.connect(quickstart.address()).close())
                        .isInstanceOf(IOException.class));
    }

    private static RawMessageStreamEvent last(Iterator<RawMessageStreamEvent> events) {
        RawMessageStreamEvent last = events.next();
        while (events.hasNext()) {
            last = events.next();
        }
        return last;
    }

    @Test
    void whatRunsLongerThanTheGraceIsCutOffAsBrokenAndRecorded() throws Exception {
        try (StandIn provider = StandIn.start();
                QuickstartProcess quickstart = startWithGraceOfASecond(provider)) {
            AnthropicClient client = Sdks.anthropic(quickstart.address() + "/anthropic", "sk-dheera-test");
            try (StreamResponse<RawMessageStreamEvent> stream =
                    client.messages().createStreaming(Sdks.message(TEN_SECONDS_LONG))) {
                Iterator<RawMessageStreamEvent> events = stream.iterator();
                assertThat(events.next().isMessageStart()).isTrue();

                long signalled = System.nanoTime();
                quickstart.terminate();

                assertThatThrownBy(() -> last(events)).isInstanceOf(AnthropicIoException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - signalled))
                        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
            }
            assertThat(quickstart.exitStatus()).isZero();
            List<String> lines = Files.readAllLines(directory.resolve("usage.jsonl"));
            assertThat(lines).hasSize(1);
            JsonObject record = JsonParser.parseString(lines.get(0)).getAsJsonObject();
            assertThat(record.get("outcome").getAsString()).isNotEqualTo("completed");
            assertThat(record.get("responseBytes").getAsLong()).isPositive();
        }
    }

    private QuickstartProcess startWithGraceOfASecond(StandIn provider) throws IOException {
        Path file = Files.writeString(directory.resolve("gateway.json"), """
                {
                  "providers": {
                    "anthropic": { "upstream": "%s", "credentials": [ { "apiKey": "%s" } ] }
                  },
                  "keys": [ { "id": "test", "secret": "sk-dheera-test" } ],
                  "usage": { "jsonl": "usage.jsonl" },
                  "shutdownGrace": "PT1S"
                }""".formatted(
                        provider.upstream("anthropic").orElseThrow(), provider.secret()));
        return QuickstartProcess.start(directory, Map.of(), "--config", file.toString());
    }
}
