/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A number, text or word of a JSON text, gathered as its bytes pass: no more of it than can mean something. Used by one
 * thread at a time.
 */
final class JsonToken {

    private static final int LONGEST = 512;
    private static final int TOO_LONG = LONGEST + 1;
    private static final int MOST_DIGITS = 40;
    private static final int FAST_DIGITS = 18;

    private final byte[] bytes = new byte[LONGEST];
    private int length;
    private boolean escapes;

    void begin() {
        length = 0;
        escapes = false;
    }

    void add(byte b) {
        if (length < LONGEST) {
            bytes[length++] = b;
        } else {
            length = TOO_LONG;
        }
        escapes |= b == '\\';
    }

    /** The bytes as a name of a member leads on from a tree; names with escapes lead nowhere. */
    @Nullable
    PathTree memberOf(PathTree tree) {
        return escapes || length > LONGEST ? null : tree.member(bytes, length);
    }

    boolean is(byte[] text) {
        return length == text.length && !escapes && Arrays.equals(bytes, 0, length, text, 0, length);
    }

    /** A copy of it. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, Math.min(length, LONGEST));
    }

    boolean isNull() {
        return length > 0 && bytes[0] == 'n';
    }

    /** The text without its quotation marks; null where it is longer than what has a meaning here. */
    @Nullable
    String text() {
        if (length > LONGEST) {
            return null;
        }
        String raw = new String(bytes, 0, length, StandardCharsets.UTF_8);
        return escapes ? unescaped(raw) : raw;
    }

    private static @Nullable String unescaped(String raw) {
        try {
            return JsonParser.parseString('"' + raw + '"').getAsString();
        } catch (RuntimeException e) {
            return null; // an escape that JSON does not know
        }
    }

    /** The number; null where it is none, or of a size that no usage has. */
    @Nullable
    BigDecimal number() {
        return isShortInteger() ? BigDecimal.valueOf(integer()) : anyNumber();
    }

    private boolean isShortInteger() {
        if (length > FAST_DIGITS) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return length > 0;
    }

    private long integer() {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    private @Nullable BigDecimal anyNumber() {
        if (length > MOST_DIGITS) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(new String(bytes, 0, length, StandardCharsets.US_ASCII));
            boolean sensible = Math.abs(value.scale()) <= MOST_DIGITS && value.precision() <= MOST_DIGITS;
            return sensible ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
