/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The strings of a JSON text, one after the other, as their bytes pass. What RFC 8259 does not allow in a string breaks
 * it: control characters, unknown escapes, bytes that are not UTF-8.
 */
final class JsonText {

    /** How it goes on. */
    enum Progress {
        INSIDE,
        ENDED,
        BROKEN
    }

    /** How many bytes a string may have to be told. */
    static final int LONGEST = 1024;

    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final Utf8 utf8 = new Utf8();
    private byte[] kept = new byte[32];
    private int length;
    private boolean keeps;
    private boolean escaped;
    private int hexDigitsMissing;

    /** Begins a string, behind its quotation mark. */
    void begin(boolean toBeTold) {
        length = 0;
        utf8.begin();
        keeps = toBeTold;
        escaped = false;
        hexDigitsMissing = 0;
    }

    /** The index of the first byte from here on that is more than a plain character of a string that is not kept. */
    int skipPlain(ByteBuffer piece, int from) {
        int i = from;
        if (!keeps && !escaped && hexDigitsMissing == 0 && !utf8.isInside()) {
            while (i < piece.limit() && isPlain(piece.get(i))) {
                i++;
            }
        }
        return i;
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    Progress take(byte b) {
        if (b == '"' && !escaped && hexDigitsMissing == 0) {
            return utf8.isInside() ? Progress.BROKEN : Progress.ENDED;
        }
        if (!mayFollow(b)) {
            return Progress.BROKEN;
        }
        if (keeps && length <= LONGEST) {
            keep(b);
        }
        return Progress.INSIDE;
    }

    private void keep(byte b) {
        if (length == kept.length) {
            kept = Arrays.copyOf(kept, 2 * length);
        }
        kept[length++] = b;
    }

    private boolean mayFollow(byte b) {
        if (hexDigitsMissing > 0) {
            hexDigitsMissing--;
            return b > 0 && Character.digit(b, 16) >= 0;
        }
        if (escaped) {
            escaped = false;
            hexDigitsMissing = b == 'u' ? 4 : 0;
            return b == 'u' || (b > 0 && ESCAPES.indexOf(b) >= 0);
        }
        escaped = b == '\\';
        return (b >= ' ' || b < 0) && utf8.take(b);
    }

    /**
     * The string that ended. Empty where it is too long to be told, and where programs would not agree on it: with a NUL,
     * at which some end it, or half a surrogate pair, which some drop and some replace.
     */
    Optional<String> told() {
        if (length > LONGEST) {
            return Optional.empty();
        }
        String raw = new String(kept, 0, length, StandardCharsets.UTF_8);
        return raw.indexOf('\\') < 0
                ? Optional.of(raw)
                : Optional.of(unescaped(raw)).filter(JsonText::isAgreed);
    }

    /** Only escapes may stand for what is no character. */
    private static boolean isAgreed(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (raw.charAt(++i) == 'u') {
                text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                i += 4;
            } else {
                text.append(ESCAPED.charAt(ESCAPES.indexOf(raw.charAt(i))));
            }
        }
        return text.toString();
    }
}
