/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * Finds the most tokens that a request lets its answer have: {@code max_tokens}, {@code max_completion_tokens},
 * {@code maxOutputTokens}, {@code max_new_tokens} and the like. A search instead of a reading, at both ends of the body,
 * where SDKs put it: what a reservation is for may be wrong. Of several the highest counts. Stateless.
 */
public final class MostOutput {

    private static final int LOOKED_AT = 4 * 1024;
    private static final int LONGEST_NAME = 50;
    private static final int MOST_BLANKS = 8;
    private static final int MOST_DIGITS = 9;
    private static final String BEGINNING = "\"max";
    private static final String TOKEN = "token";

    private MostOutput() {}

    /**
     * {@return the most tokens that the answer may have; empty where the body does not tell}
     *
     * @param body a body in JSON, or its beginning; left as it is
     */
    public static OptionalLong of(List<ByteBuffer> body) {
        int length = 0;
        for (ByteBuffer piece : body) {
            length += piece.remaining();
        }
        if (length == 0) {
            return OptionalLong.empty();
        }
        long highest = highest(part(body, 0, Math.min(LOOKED_AT, length)));
        if (length > LOOKED_AT) {
            highest = Math.max(highest, highest(part(body, Math.max(LOOKED_AT, length - LOOKED_AT), length)));
        }
        return highest < 0 ? OptionalLong.empty() : OptionalLong.of(highest);
    }

    private static String part(List<ByteBuffer> body, int from, int to) {
        ByteBuffer first = body.get(0);
        if (to <= first.remaining() && first.hasArray()) {
            return text(first.array(), first.arrayOffset() + first.position() + from, to - from);
        }
        byte[] part = new byte[to - from];
        int at = 0;
        for (ByteBuffer piece : body) {
            int begin = Math.max(from - at, 0);
            int end = Math.min(to - at, piece.remaining());
            if (begin < end) {
                piece.get(piece.position() + begin, part, at + begin - from, end - begin);
            }
            at += piece.remaining();
        }
        return text(part, 0, part.length);
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private static long highest(String text) {
        long highest = -1;
        for (int at = text.indexOf(BEGINNING); at >= 0; at = text.indexOf(BEGINNING, at + 1)) {
            highest = Math.max(highest, member(text, at + 1));
        }
        return highest;
    }

    /** {@return the number of the member whose name begins there; -1 where it is no number of tokens} */
    private static long member(String text, int from) {
        int end = endOfName(text, from);
        if (letterAt(text, end) != '"' || !tellsTokens(text, from, end)) {
            return -1;
        }
        int colon = endOfBlanks(text, end + 1);
        return letterAt(text, colon) == ':' ? number(text, endOfBlanks(text, colon + 1)) : -1;
    }

    private static int letterAt(String text, int at) {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private static int endOfName(String text, int from) {
        return end(text, from, LONGEST_NAME, MostOutput::isOfName);
    }

    private static boolean isOfName(int letter) {
        return letter == '_' || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    }

    /** {@code maxTokens} or {@code max_tokens}. */
    private static boolean tellsTokens(String text, int from, int end) {
        for (int at = from; at <= end - TOKEN.length(); at++) {
            if (text.regionMatches(true, at, TOKEN, 0, TOKEN.length())) {
                return true;
            }
        }
        return false;
    }

    private static int endOfBlanks(String text, int from) {
        return end(text, from, MOST_BLANKS, MostOutput::isBlank);
    }

    private static int end(String text, int from, int most, IntPredicate goesOn) {
        int end = from;
        while (end - from < most && goesOn.test(letterAt(text, end))) {
            end++;
        }
        return end;
    }

    private static boolean isBlank(int letter) {
        return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    }

    private static long number(String text, int from) {
        long number = -1;
        for (int at = from; at - from < MOST_DIGITS && isDigit(letterAt(text, at)); at++) {
            number = Math.max(number, 0) * 10 + (text.charAt(at) - '0');
        }
        return number;
    }

    private static boolean isDigit(int letter) {
        return letter >= '0' && letter <= '9';
    }
}
