/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the most tokens that a request lets its answer have: {@code max_tokens}, {@code max_completion_tokens},
 * {@code maxOutputTokens}, {@code max_new_tokens} and the like. A search instead of a reading, at both ends of the body,
 * where SDKs put it: what a reservation is for may be wrong. Of several the highest counts. Stateless.
 */
public final class MostOutput {

    private static final int LOOKED_AT = 4 * 1024;
    private static final int LONGEST = 80;
    private static final String BEGINNING = "\"max";
    private static final Pattern MEMBER =
            Pattern.compile("\"max[A-Za-z_]{0,20}[tT]oken[A-Za-z_]{0,20}\"\\s{0,8}:\\s{0,8}(\\d{1,9})");

    private MostOutput() {}

    /**
     * {@return the most tokens that the answer may have; empty where the body does not tell}
     *
     * @param body a body in JSON, or its beginning; left as it is
     */
    public static OptionalLong of(List<ByteBuffer> body) {
        int length = body.stream().mapToInt(ByteBuffer::remaining).sum();
        long highest = highest(part(body, 0, LOOKED_AT));
        if (length > LOOKED_AT) {
            highest = Math.max(highest, highest(part(body, Math.max(LOOKED_AT, length - LOOKED_AT), length)));
        }
        return highest < 0 ? OptionalLong.empty() : OptionalLong.of(highest);
    }

    private static String part(List<ByteBuffer> body, int from, int to) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (ByteBuffer piece : body) {
            int begin = Math.max(from - at, 0);
            int end = Math.min(to - at, piece.remaining());
            if (begin < end) {
                byte[] bytes = new byte[end - begin];
                piece.get(piece.position() + begin, bytes);
                text.append(new String(bytes, StandardCharsets.ISO_8859_1));
            }
            at += piece.remaining();
        }
        return text.toString();
    }

    private static long highest(String text) {
        long highest = -1;
        int at = text.indexOf(BEGINNING);
        while (at >= 0) {
            Matcher member = MEMBER.matcher(text).region(at, Math.min(text.length(), at + LONGEST));
            if (member.lookingAt()) {
                highest = Math.max(highest, Long.parseLong(member.group(1)));
            }
            at = text.indexOf(BEGINNING, at + 1);
        }
        return highest;
    }
}
