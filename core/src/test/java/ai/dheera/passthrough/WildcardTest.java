/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {

    @ParameterizedTest
    @CsvSource({
        "claude-*,            claude-sonnet-5",
        "claude-*,            claude-",
        "*,                   ''",
        "*,                   anything at all",
        "'',                  ''",
        "gpt-5,               gpt-5",
        "*-mini,              gpt-5-mini",
        "gpt-*-mini,          gpt-5-mini-mini",
        "**gpt**,             gpt",
        "POST /v1/*,          POST /v1/messages/batches",
        "* /v1/messages,      DELETE /v1/messages",
        "a*b*c,               a-b-b-c-c",
        "a.c,                 a.c",
        "[a]*\\d$^(|),        [a]x\\d$^(|)"
    })
    void matchAnyRunForAStarAndOtherwiseThemselves(String pattern, String text) {
        assertThat(Wildcard.matches(pattern, text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-*,    claude",
        "claude-*,    Claude-x",
        "claude-*,    xclaude-x",
        "gpt-5,       gpt-5-mini",
        "gpt-5,       ''",
        "'',          x",
        "a.c,         abc",
        "a?c,         abc",
        "*-mini,      gpt-5-mini-x",
        "a*b*c,       a-c-b",
        "aa*aa,       aaa",
        "POST /v1/*,  GET /v1/messages"
    })
    void matchNothingElse(String pattern, String text) {
        assertThat(Wildcard.matches(pattern, text)).isFalse();
    }

    @Test
    void matchWhereOneOfSeveralDoes() {
        assertThat(Wildcard.anyMatches(List.of("a*", "b*"), "bc")).isTrue();
        assertThat(Wildcard.anyMatches(List.of("a*", "b*"), "c")).isFalse();
        assertThat(Wildcard.anyMatches(List.of(), "c")).isFalse();
    }

    @Test
    void matchAsARegularExpressionWould() {
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            String pattern = any("ab*", random, 7);
            String text = any("ab", random, 9);
            String regex =
                    Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            assertThat(Wildcard.matches(pattern, text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(text.matches(regex));
        }
    }

    @Test
    @Timeout(10)
    void giveUpSoonHoweverManyStarsThereAre() {
        String pattern = "*a".repeat(500) + "b";
        assertThat(Wildcard.matches(pattern, "a".repeat(50_000))).isFalse();
        assertThat(Wildcard.matches(pattern, "a".repeat(50_000) + "b")).isTrue();
    }

    private static String any(String letters, Random random, int most) {
        return random.ints(random.nextInt(most), 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
