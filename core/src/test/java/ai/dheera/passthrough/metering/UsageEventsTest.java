/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageEventsTest {

    private static final String USAGE = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\n";

    private static String filtered(String stream, int piece) {
        UsageEvents events = new UsageEvents();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i += piece) {
            write(events.without(ByteBuffer.wrap(bytes, i, Math.min(piece, bytes.length - i))), all);
        }
        write(events.rest(), all);
        return all.toString(StandardCharsets.UTF_8);
    }

    private static void write(ByteBuffer piece, ByteArrayOutputStream all) {
        all.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void takesTheEventOutThatTellsUsageAloneAndNoOtherByte(String lineEnd) {
        String before =
                "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":{\"}}],\"usage\":null}\n\n: ping\n\n";
        String behind = "data: [DONE]\n\n";
        String stream = (before + USAGE + behind).replace("\n", lineEnd);
        for (int piece : new int[] {1, 2, 7, 1_000}) {
            assertThat(filtered(stream, piece)).isEqualTo((before + behind).replace("\n", lineEnd));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":3}}\n\n",
                "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n",
                "data: {\"usage\":{\"prompt_tokens\":3}}\n\n",
                "data: {\"choices\":[],\"usage\":{\n\n",
                "data: {\"choices\":[],\"usage\":null}\n\n",
                "\n\n\n\r\r\n\r\n",
                "no line end",
                ""
            })
    void leavesAllElse(String stream) {
        for (int piece : new int[] {1, 3, 1_000}) {
            assertThat(filtered(stream, piece)).isEqualTo(stream);
        }
    }

    @Test
    void takesItOutAtTheVeryEndWithoutAnEmptyLine() {
        assertThat(filtered("data: a\n\n" + USAGE.strip(), 5)).isEqualTo("data: a\n\n");
    }

    @Test
    void holdsNoEventThatGoesOnAndOn() {
        UsageEvents events = new UsageEvents();
        ByteBuffer piece = ByteBuffer.wrap("x".repeat(16 * 1024).getBytes(StandardCharsets.UTF_8));
        long passed = 0;
        for (int i = 0; i < 100; i++) {
            passed += events.without(piece).remaining();
        }
        assertThat(passed).isGreaterThan(95 * 16 * 1024);
    }
}
