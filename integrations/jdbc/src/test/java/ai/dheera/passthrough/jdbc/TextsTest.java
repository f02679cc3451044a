/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {

    @Test
    void thatFitStayAsTheyAre() {
        for (String text : new String[] {"", "a", "\u00e4\u6f22", "\uD83D\uDE00", "line\nline"}) {
            assertThat(Texts.fit(text, 10)).isEqualTo(text);
        }
    }

    @Test
    void areCutWithoutHalvingACharacter() {
        assertThat(Texts.fit("abcdef", 3)).isEqualTo("abc");
        assertThat(Texts.fit("ab\uD83D\uDE00", 4)).isEqualTo("ab\uD83D\uDE00");
        assertThat(Texts.fit("ab\uD83D\uDE00", 3)).isEqualTo("ab\uFFFD");
    }

    @Test
    void loseWhatNoDatabaseTakes() {
        assertThat(Texts.fit("a\0b\uD83Dc\uDE00\uDE00\uD83D", 20)).isEqualTo("a\uFFFDb\uFFFDc\uFFFD\uFFFD\uFFFD");
    }

    @Test
    void thatAreIdsStayToldApart() {
        assertThat(Texts.id("dpt_1", 64)).isEqualTo("dpt_1");
        assertThat(Texts.id("x".repeat(64), 64)).isEqualTo("x".repeat(64));
        assertThat(Texts.id("x".repeat(65), 64)).matches("[0-9a-f]{64}").isNotEqualTo(Texts.id("x".repeat(66), 64));
        assertThat(Texts.id("a ", 64)).hasSize(64).isNotEqualTo(Texts.id("a", 64));
        assertThat(Texts.id("", 64)).hasSize(64);
    }
}
