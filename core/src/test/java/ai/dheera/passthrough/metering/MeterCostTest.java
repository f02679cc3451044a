/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.spi.Headers;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The meter's memory: constant, whatever passes, and none for what is skipped. */
class MeterCostTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long GIGABYTE = 1L << 30;

    /** What a meter may keep: its own state, and the beginnings of request and answer. */
    private static final long BOUND = 128 * 1024;

    private static Meter meter(String provider, String path, String contentType) {
        UsageReading reading = ProviderRegistry.builtIn(provider)
                .route("POST", path)
                .orElseThrow()
                .route()
                .usage()
                .orElseThrow();
        Meter meter = new Meter(reading, name -> null, name -> null);
        meter.answerBegan(Headers.builder().add("Content-Type", contentType).build());
        return meter;
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void allocatesNothingForEventsThatItSkips() {
        Meter meter = meter("openai", "/v1/chat/completions", "text/event-stream");
        ByteBuffer events = bytes(("data: {\"id\":\"chatcmpl-1\",\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"content\":\" sea\"},\"finish_reason\":null}],\"usage\":null}\n\n")
                .repeat(100));
        for (int i = 0; i < 1_000; i++) {
            meter.answer(events);
        }
        long before = allocated();
        for (int i = 0; i < 1_000; i++) {
            meter.answer(events);
        }
        assertThat(allocated() - before).as("bytes for 100,000 events").isLessThan(10_000);
    }

    @ParameterizedTest
    @CsvSource({
        "openai,    /v1/chat/completions, application/json",
        "openai,    /v1/chat/completions, text/event-stream",
        "openai,    /v1/chat/completions, application/x-ndjson",
        "anthropic, /v1/messages,         application/json",
        "bedrock,   /model/m/converse-stream, application/vnd.amazon.eventstream"
    })
    void keepsItsMemoryWhatEverPasses(String provider, String path, String contentType) {
        for (Map.Entry<String, ByteBuffer> each : torments().entrySet()) {
            Meter meter = meter(provider, path, contentType);
            long before = allocated();
            for (long passed = 0;
                    passed < GIGABYTE / 20;
                    passed += each.getValue().remaining()) {
                meter.answer(each.getValue());
            }
            assertThat(allocated() - before).as(each.getKey()).isLessThan(BOUND);
            meter.end();
        }
    }

    /** Bytes that go on and on. */
    private static Map<String, ByteBuffer> torments() {
        byte[] garbage = new byte[64 * 1024];
        new Random(11).nextBytes(garbage);
        return Map.of(
                "garbage", ByteBuffer.wrap(garbage),
                "one endless text", bytes("{\"a\":\"" + "x".repeat(64 * 1024)),
                "one endless number", bytes("1".repeat(64 * 1024)),
                "one endless name", bytes("{\"" + "n".repeat(64 * 1024)),
                "deep lists", bytes("[".repeat(64 * 1024)),
                "deep objects", bytes("{\"usage\":".repeat(8 * 1024)),
                "one endless line", bytes("data: " + "{\"usage\"".repeat(8 * 1024)),
                "empty lines", bytes("\n".repeat(64 * 1024)),
                "members of the usage object", bytes("{\"usage\":{" + "\"x\":{\"y\":[1,2,{}]},".repeat(4 * 1024)));
    }

    @Test
    void readsAGigabyteInConstantMemoryAndFindsTheUsageAtItsEnd() {
        Meter meter = meter("openai", "/v1/chat/completions", "application/json");
        ByteBuffer middle = bytes("\"" + "the sea is wide; ".repeat(4 * 1024) + "\",");
        meter.answer(bytes("{\"model\":\"gpt-4o\",\"choices\":["));
        long before = allocated();
        for (long passed = 0; passed < GIGABYTE; passed += middle.remaining()) {
            meter.answer(middle);
        }
        assertThat(allocated() - before).isLessThan(BOUND);
        meter.answer(bytes("0],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}"));
        assertThat(meter.end().units()).containsKeys("input_tokens", "output_tokens");
    }
}
