/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.metering;

import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.metering.Meter;
import ai.dheera.passthrough.metering.Metered;
import ai.dheera.passthrough.pricing.Cost;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.pricing.Sale;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What metering and pricing cost: of one exchange in JSON, of one event that tells nothing, of one that tells usage. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MeterBenchmark {

    private static final int EVENTS = 100;
    private static final UsageReading CHAT = reading("openai", "/v1/chat/completions");
    private static final UsageReading MESSAGES = reading("anthropic", "/v1/messages");

    private final Headers json =
            Headers.builder().add("Content-Type", "application/json").build();
    private final Headers stream =
            Headers.builder().add("Content-Type", "text/event-stream").build();

    private final ByteBuffer request =
            bytes("{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + "Tell me about the sea. ".repeat(20) + "\"}]}");

    private final ByteBuffer answer = bytes("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,"
            + "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"" + "The sea is wide and deep. ".repeat(30) + "\",\"refusal\":null},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":210,"
            + "\"total_tokens\":229,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}}}");

    private final ByteBuffer skipped = bytes(("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                    + "\"created\":1,\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"delta\":"
                    + "{\"content\":\" sea\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n")
            .repeat(EVENTS));

    private final ByteBuffer telling = bytes(("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
                    + "{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":19,"
                    + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":210}}\n\n")
            .repeat(EVENTS));

    private final Meter ofEvents = begun(CHAT, stream);
    private final Meter ofUsage = begun(MESSAGES, stream);
    private final PriceCatalogue prices = PriceCatalogue.builtIn();
    private final Metered metered = jsonExchange();

    private static UsageReading reading(String provider, String path) {
        return ProviderRegistry.builtIn(provider)
                .route("POST", path)
                .orElseThrow()
                .route()
                .usage()
                .orElseThrow();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Meter begun(UsageReading reading, Headers head) {
        Meter meter = new Meter(reading, name -> null, name -> null);
        meter.answerBegan(head);
        return meter;
    }

    /** {@return what was used, of a request of half and an answer of one KiB} */
    @Benchmark
    public final Metered jsonExchange() {
        Meter meter = new Meter(CHAT, name -> null, name -> null);
        meter.request(request);
        meter.answerBegan(json);
        meter.answer(answer);
        return meter.end();
    }

    /** {@return what that costs} */
    @Benchmark
    public Cost cost() {
        return prices.cost(new Sale(
                "openai",
                Optional.empty(),
                List.of("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
                metered.units(),
                Map.of("host", "api.openai.com"),
                Instant.EPOCH));
    }

    /** An event of 210 bytes that tells nothing. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void skippedEvent() {
        ofEvents.answer(skipped);
    }

    /** An event of 230 bytes that tells usage. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void tellingEvent() {
        ofUsage.answer(telling);
    }
}
