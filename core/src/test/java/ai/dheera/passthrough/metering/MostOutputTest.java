/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MostOutputTest {

    private static OptionalLong of(String body, int piece) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += piece) {
            pieces.add(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
        }
        return MostOutput.of(pieces);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"max_tokens":100}                                                | 100
                    {"max_completion_tokens" : 5,"model":"o"}                         | 5
                    {"max_output_tokens":64000}                                       | 64000
                    {"generationConfig":{"maxOutputTokens":7}}                        | 7
                    {"inferenceConfig":{"maxTokens":8}}                               | 8
                    {"max_new_tokens":9}                                              | 9
                    {"textGenerationConfig":{"maxTokenCount":10}}                     | 10
                    {"max_tokens_to_sample":11}                                       | 11
                    {"max_tokens":1,"max_completion_tokens":12}                       | 12
                    {"messages":[{"content":"\\"max_tokens\\":999"}],"max_tokens":13} | 13
                    """)
    void findsWhatAnAnswerMayHave(String body, long most) {
        for (int piece : new int[] {1, 7, 1_000}) {
            assertThat(of(body, piece)).hasValue(most);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"model":"gpt-4o"}
                    {"max_tokens":null}
                    {"max_tokens":"100"}
                    {"max_tokens"
                    {"max_retries":3}
                    []
                    """)
    void tellsNothingWhereTheRequestDoesNot(String body) {
        assertThat(of(body, 5)).isEmpty();
    }

    @Test
    void tellsNothingWithoutABody() {
        assertThat(MostOutput.of(List.of())).isEmpty();
        assertThat(MostOutput.of(List.of(ByteBuffer.allocate(0)))).isEmpty();
    }

    @Test
    void looksAtNothingBesideThePiece() {
        byte[] bytes = "{\"max_tokens\":1} {\"max_tokens\":22} {\"max_tokens\":333}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer piece = ByteBuffer.wrap(bytes, 17, 18);
        assertThat(MostOutput.of(List.of(piece))).hasValue(22);
        assertThat(MostOutput.of(List.of(piece.slice()))).hasValue(22);
        assertThat(MostOutput.of(List.of(piece.asReadOnlyBuffer()))).hasValue(22);
    }

    @Test
    void looksAtBothEndsOfALongBody() {
        String prompt = "x".repeat(60_000);
        assertThat(of("{\"max_tokens\":3,\"prompt\":\"" + prompt + "\"}", 4_096))
                .hasValue(3);
        assertThat(of("{\"prompt\":\"" + prompt + "\",\"max_tokens\":3}", 4_096))
                .hasValue(3);
        assertThat(of("{\"prompt\":\"" + prompt + "\",\"max_tokens\":3,\"suffix\":\"" + prompt + "\"}", 4_096))
                .isEmpty();
    }

    @Test
    void isNotHeldUpByBodiesMadeForThat() {
        assertThat(of("\"max".repeat(16_000), 1_000)).isEmpty();
        assertThat(of("\"max_" + "a".repeat(60_000) + "tokens\":5", 1_000)).isEmpty();
        assertThat(of("{\"max_tokens\":" + "9".repeat(50_000), 1_000)).hasValue(999_999_999);
    }
}
