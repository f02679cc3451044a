/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jtokkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.spi.TokenCounter;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JtokkitCounterTest {

    private final TokenCounter counter = new JtokkitCounter();

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini,       'hello world',                2",
        "gpt-4o-2024-11-20, 'antidisestablishmentarianism', 6",
        "gpt-4,             'hello world',                2",
        "claude-sonnet-5,   'hello world',                2",
        "'',                'hello world',                2",
        "gpt-4o-mini,       '',                           0",
    })
    void countsAsTheModelsTokenizerWould(String model, String text, long tokens) {
        assertThat(counter.tokens(text, model)).isEqualTo(tokens);
    }

    @Test
    void takesWhatLooksLikeASpecialTokenForText() {
        assertThat(counter.tokens("<|endoftext|>", "gpt-4o")).isGreaterThan(1);
    }

    @Test
    void isFoundByTheCore() {
        List<TokenCounter> found = ServiceLoader.load(TokenCounter.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(found).hasSize(1).first().isInstanceOf(JtokkitCounter.class);
    }

    @Test
    void endsInTimeWhateverTheText() {
        List<String> texts = List.of("a".repeat(16_384), " ".repeat(16_384), "\n".repeat(16_384), "ab".repeat(8_192));
        assertThat(texts).allSatisfy(text -> {
            long begun = System.nanoTime();
            assertThat(counter.tokens(text, "gpt-4o")).isBetween(1L, 16_384L);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        });
    }

    @Test
    void countsOnSeveralThreadsAtOnce() {
        assertThat(IntStream.range(0, 64)
                        .parallel()
                        .mapToLong(i -> counter.tokens("the sea is wide ".repeat(i), "gpt-4o")))
                .isSorted();
    }
}
