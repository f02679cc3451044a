/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.models.FormLines.Seen;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormLinesTest {

    private static final int LENGTH = 200_000;

    /** Texts in which much of the boundary comes again and again, and nearly never all of it. */
    @ParameterizedTest
    @CsvSource({
        "-----------------------------x, -",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaab, --aaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "a--a--a--a--a--b, --a",
        "x--x-x--x--y, --x--x-x",
        "x, --x"
    })
    void looksAtEachByteOnlyAFewTimes(String boundary, String text) {
        CountedLines lines = new CountedLines(boundary);
        for (int i = 0; i < LENGTH; i++) {
            lines.take((byte) text.charAt(i % text.length()));
        }
        assertThat(lines.steps).isLessThanOrEqualTo(LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"x", "-", "--", "-x-", "aa", "aab", "abab", "a--a", "--a--", "-a--a-"})
    void findsEveryBoundaryThatAPlainSearchFinds(String boundary) {
        Random random = new Random(boundary.hashCode());
        for (int i = 0; i < 500; i++) {
            assertSameAsPlainSearch(boundary, text(random));
        }
    }

    private static void assertSameAsPlainSearch(String boundary, String text) {
        FormLines lines = new FormLines(boundary);
        for (int end = 1; end <= text.length(); end++) {
            Seen seen = lines.take((byte) text.charAt(end - 1));
            assertThat(seen).as("at %d of %s", end, text).isEqualTo(plainly("--" + boundary, text.substring(0, end)));
        }
    }

    private static Seen plainly(String boundary, String text) {
        if (text.endsWith("\r\n")) {
            String line = text.substring(0, text.length() - 2);
            return line.isEmpty() || line.endsWith("\r\n") ? Seen.EMPTY_LINE : Seen.NOTHING;
        }
        if (!text.endsWith(boundary)) {
            return Seen.NOTHING;
        }
        String before = text.substring(0, text.length() - boundary.length());
        return before.isEmpty() || before.endsWith("\r\n") ? Seen.BOUNDARY : Seen.STRAY_BOUNDARY;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append("-a-ab-x\r\n-".charAt(random.nextInt(10)));
            text.append(random.nextInt(6) == 0 ? "\r\n" : "");
        }
        return text.toString();
    }

    @Test
    void skipsWhatIsPlainAndCountsIt() {
        FormLines lines = new FormLines("x");
        ByteBuffer text = ByteBuffer.wrap("plain\n text-\r".getBytes(ISO_8859_1));
        assertThat(lines.skipPlain(text, 0)).isEqualTo(11);
        assertThat(lines.passed()).isEqualTo(11);
        lines.take((byte) '-');
        assertThat(lines.skipPlain(text, 12)).as("may go on as a boundary").isEqualTo(12);
        lines.take((byte) '\r');
        assertThat(lines.skipPlain(text, 13)).isEqualTo(13);
        assertThat(lines.passed()).isEqualTo(13);
    }

    private static final class CountedLines extends FormLines {

        private long steps;

        CountedLines(String boundary) {
            super(boundary);
        }

        @Override
        int border(int matched) {
            steps++;
            return super.border(matched);
        }
    }
}
