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

    /** Also one whose escape is escaped, for those who decode twice. */
    private static final Pattern ENCODED_SLASH = Pattern.compile("%(25)*(2[fF]|5[cC])");

    /** Behind any slash, also an encoded one: some decode a path first and look for dots then. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(^|[/\\\\])\\.{1,2}([/\\\\;]|$)");

    private static final int NONE = -1;

    private final String path;

    private PathCheck(String path) {
        this.path = path;
    }

    static PathCheck of(String path) {
        checkCharacters(path);
        if (path.contains("//")) {
            throw refusal("an empty segment");
        }
        checkDecoded(path, false);
        return new PathCheck(path);
    }

    /** A server behind a proxy of the provider's own may well decode what has been decoded there. */
    private static void checkDecoded(String path, boolean again) {
        String decoded = path.indexOf('%') < 0 ? path : decoded(path, again);
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw refusal("an encoded control character");
        }
        if (DOT_SEGMENT.matcher(decoded).find()) {
            throw refusal("a dot segment");
        }
        if (decoded.contains("/;")) {
            throw refusal("an empty segment"); // to those who take no notice of parameters
        }
        if (!again) {
            checkDecoded(decoded, true);
        }
    }

    private static void checkCharacters(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#' || c == '?') {
                throw refusal("a character that does not belong there");
            }
        }
    }

    /** What is no escape is broken at first, and may stand for itself behind that. */
    private static String decoded(String text, boolean again) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            int escaped = raw[i] == '%' ? escaped(raw, i) : NONE;
            if (raw[i] == '%' && escaped == NONE && !again) {
                throw refusal("a broken percent escape");
            }
            bytes.put(escaped == NONE ? raw[i] : (byte) escaped);
            i += escaped == NONE ? 0 : 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw refusal("a percent escape that is not UTF-8");
        }
    }

    private static int escaped(byte[] text, int percent) {
        int high = percent + 2 < text.length ? Character.digit(text[percent + 1], 16) : NONE;
        int low = high >= 0 ? Character.digit(text[percent + 2], 16) : NONE;
        return low < 0 ? NONE : high * 16 + low;
    }

    /** Refuses an encoded slash or backslash before a position. */
    void slashesOnlyFrom(int position) {
        var slash = ENCODED_SLASH.matcher(path);
        if (slash.find() && slash.start() < position) {
            throw refusal("an encoded slash or backslash");
        }
    }

    /** Refuses what an alias would take for one of its own variables. */
    void noVariables() {
        if (path.indexOf('{') >= 0) {
            throw refusal("a brace");
        }
    }

    private static Refusal refusal(String what) {
        return Refusal.of(ErrorCode.BAD_PATH, "The path has " + what + "; nothing was sent to the provider.");
    }
}
