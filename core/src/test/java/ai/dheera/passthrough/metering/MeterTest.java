/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.spi.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeterTest {

    private static final UsageReading CHAT = reading("openai", "/v1/chat/completions");
    private static final UsageReading ANTHROPIC = reading("anthropic", "/v1/messages");

    private static final String EVENTS = """
            data: {"id":"c","model":"gpt-5-x","choices":[{"delta":{"content":"Hi"}}],"usage":null}

            : a comment
            event: chunk
            data: {"id":"c","model":"gpt-5-x","choices":[{"delta":{"content":" \\"usage\\": {"}}],"usage":null}

            data: {"id":"c","model":"gpt-5-x","choices":[{"delta":{"content":"!"}}],"usage":null}

            data: {"id":"c","model":"gpt-5-x","choices":[{"delta":{"content":"!"}}]}

            data: {"id":"c","model":"gpt-5-x","choices":[],
            data: "usage":{"prompt_tokens":19,"completion_tokens":7,"total_tokens":26,
            data: "prompt_tokens_details":{"cached_tokens":11}}}

            data: [DONE]

            """;

    private static UsageReading reading(String provider, String path) {
        return ProviderRegistry.builtIn(provider)
                .route("POST", path)
                .orElseThrow()
                .route()
                .usage()
                .orElseThrow();
    }

    private static Metered metered(UsageReading reading, String type, String coding, byte[] body, int piece) {
        Meter meter = new Meter(reading, name -> null, name -> null);
        Headers.Builder head = Headers.builder().add("Content-Type", type);
        if (!coding.isEmpty()) {
            head.add("Content-Encoding", coding);
        }
        meter.answerBegan(head.build());
        for (int i = 0; i < body.length; i += piece) {
            meter.answer(ByteBuffer.wrap(body, i, Math.min(piece, body.length - i)));
        }
        return meter.end();
    }

    private static Map<String, String> units(Metered metered) {
        return metered.units().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, unit -> unit.getValue().toPlainString()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzipped(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void readsTheUsageOfEventsHoweverTheyArePutAndCut(String lineEnd) throws IOException {
        byte[] body = bytes(EVENTS.replace("\n", lineEnd));
        byte[] open = bytes(EVENTS.stripTrailing().replace("\n", lineEnd));
        byte[] marked = bytes("\ufeff" + EVENTS.replace("\n", lineEnd));
        for (int piece : new int[] {1, 2, 3, 17, 64, 1_000, 100_000}) {
            for (byte[] each : new byte[][] {body, open, marked}) {
                assertChat(metered(CHAT, "text/event-stream", "", each, piece));
                assertChat(metered(CHAT, "text/event-stream; charset=utf-8", "gzip", gzipped(each), piece));
            }
        }
    }

    private static void assertChat(Metered metered) {
        assertThat(units(metered))
                .containsEntry("input_tokens", "19")
                .containsEntry("cache_read_tokens", "11")
                .containsEntry("output_tokens", "7");
        assertThat(metered.model()).contains("gpt-5-x");
    }

    @Test
    void readsDeflateWithZlibsHeadAndWithout() throws IOException {
        byte[] body = bytes("{\"model\":\"gpt-5-x\",\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":7,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":11}}}");
        for (boolean bare : new boolean[] {false, true}) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            Deflater deflater = new Deflater(6, bare);
            try (DeflaterOutputStream deflate = new DeflaterOutputStream(packed, deflater)) {
                deflate.write(body);
            }
            deflater.end();
            assertChat(metered(CHAT, "application/json", "deflate", packed.toByteArray(), 5));
        }
    }

    @Test
    void readsSeveralGzipMembersWithAllTheirHeadsMayHave() throws IOException {
        byte[] first =
                gzipped(bytes("{\"model\":\"gpt-5-x\",\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":7,"));
        byte[] second = gzipped(bytes("\"prompt_tokens_details\":{\"cached_tokens\":11}}}"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first);
        all.write(second, 0, 3);
        all.write(2 | 4 | 8 | 16);
        all.write(second, 4, 6);
        all.write(new byte[] {3, 0, 1, 2, 3, 'n', 0, 'c', 'c', 0, 7, 7});
        all.write(second, 10, second.length - 10);
        for (int piece : new int[] {1, 4, 1_000}) {
            assertChat(metered(CHAT, "application/json", "gzip", all.toByteArray(), piece));
        }
    }

    @Test
    void mergesWhatAnthropicTellsAtTheBeginningAndAtTheEnd() {
        String events = """
                event: message_start
                data: {"type":"message_start","message":{"model":"claude-x-1","usage":{"input_tokens":3,"cache_creation_input_tokens":20,"cache_read_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":13,"ephemeral_1h_input_tokens":7},"output_tokens":1}}}

                event: content_block_delta
                data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"\\"usage\\":{\\"output_tokens\\":99}"}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":null,"output_tokens":41}}

                """;
        Metered whole = metered(ANTHROPIC, "text/event-stream", "", bytes(events), 1_000);
        assertThat(units(whole))
                .containsEntry("input_tokens", "28")
                .containsEntry("cache_read_tokens", "5")
                .containsEntry("cache_write_tokens", "20")
                .containsEntry("cache_write_1h_tokens", "7")
                .containsEntry("output_tokens", "41");
        assertThat(whole.settled()).isTrue();
        assertThat(whole.model()).contains("claude-x-1");
        String cutOff = events.substring(0, events.indexOf("event: message_delta"));
        Metered begun = metered(ANTHROPIC, "text/event-stream", "", bytes(cutOff), 1_000);
        assertThat(begun.settled()).isFalse();
        assertThat(units(begun)).containsEntry("input_tokens", "28").containsEntry("output_tokens", "1");
    }

    @Test
    void doesNotReadAnswersInCodingsThatItDoesNotKnow() {
        Metered metered = metered(CHAT, "application/json", "br", bytes("{\"usage\":{\"prompt_tokens\":19}}"), 100);
        assertThat(metered.isReported()).isFalse();
    }

    @Test
    void staysCalmInGarbage() {
        Random random = new Random(7);
        byte[] garbage = new byte[1 << 20];
        random.nextBytes(garbage);
        for (String type : new String[] {
            "application/json", "text/event-stream", "application/x-ndjson", "application/vnd.amazon.eventstream"
        }) {
            for (String coding : new String[] {"", "gzip", "deflate"}) {
                Metered metered = metered(CHAT, type, coding, garbage, 4_096);
                assertThat(metered.units().values()).allMatch(amount -> amount.compareTo(BigDecimal.ZERO) >= 0);
            }
        }
    }
}
