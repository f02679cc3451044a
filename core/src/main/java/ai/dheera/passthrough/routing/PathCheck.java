/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.routing;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The check of a raw path: nothing in it may change its meaning on the way. Dot segments, encoded or not, empty
 * segments, control characters, broken escapes and whatever has no place in a path are refused; an encoded slash or
 * backslash may only stand in the model's name.
 */
final class PathCheck {

    private static final Pattern ENCODED_SLASH = Pattern.compile("%(2[fF]|5[cC])");

    /** Behind any slash, also an encoded one: some decode a path first and look for dots then. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(^|[/\\\\])\\.{1,2}([/\\\\;]|$)");

    private final String path;

    private PathCheck(String path) {
        this.path = path;
    }

    static PathCheck of(String path) {
        checkCharacters(path);
        if (path.contains("//")) {
            throw refusal("an empty segment");
        }
        String decoded = path.indexOf('%') < 0 ? path : decoded(path);
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw refusal("an encoded control character");
        }
        if (DOT_SEGMENT.matcher(decoded).find()) {
            throw refusal("a dot segment");
        }
        return new PathCheck(path);
    }

    private static void checkCharacters(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#' || c == '?') {
                throw refusal("a character that does not belong there");
            }
        }
    }

    private static String decoded(String path) {
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            bytes.put((byte) (c == '%' ? escaped(path, i) : c));
            i += c == '%' ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw refusal("a percent escape that is not UTF-8");
        }
    }

    private static int escaped(String path, int percent) {
        int high = percent + 2 < path.length() ? Character.digit(path.charAt(percent + 1), 16) : -1;
        int low = high >= 0 ? Character.digit(path.charAt(percent + 2), 16) : -1;
        if (low < 0) {
            throw refusal("a broken percent escape");
        }
        return high * 16 + low;
    }

    /** Refuses an encoded slash or backslash before a position. */
    void slashesOnlyFrom(int position) {
        var slash = ENCODED_SLASH.matcher(path);
        if (slash.find() && slash.start() < position) {
            throw refusal("an encoded slash or backslash");
        }
    }

    private static Refusal refusal(String what) {
        return Refusal.of(ErrorCode.BAD_PATH, "The path has " + what + "; nothing was sent to the provider.");
    }
}
