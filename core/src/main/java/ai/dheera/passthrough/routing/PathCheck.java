/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.routing;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;

/**
 * The check of a raw path: nothing in it may change its meaning on the way. Dot segments, encoded or not, empty
 * segments, control characters, broken escapes and whatever has no place in a path are refused; an encoded slash or
 * backslash may only stand in the model's name.
 */
final class PathCheck {

    private static final int NOWHERE = -1;

    private final int firstEncodedSlash;

    private PathCheck(int firstEncodedSlash) {
        this.firstEncodedSlash = firstEncodedSlash;
    }

    static PathCheck of(String path) {
        int encodedSlash = NOWHERE;
        int segment = 1;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#' || c == '?') {
                throw refusal("a character that does not belong there");
            }
            if (c == '%') {
                int decoded = decoded(path, i);
                boolean slash = decoded == '/' || decoded == '\\';
                encodedSlash = slash && encodedSlash == NOWHERE ? i : encodedSlash;
            }
            if (c == '/' && i > 0) {
                checkSegment(path, segment, i, false);
                segment = i + 1;
            }
        }
        checkSegment(path, Math.min(segment, path.length()), path.length(), true);
        return new PathCheck(encodedSlash);
    }

    /** Refuses an encoded slash before a position. */
    void slashesOnlyFrom(int position) {
        if (firstEncodedSlash != NOWHERE && firstEncodedSlash < position) {
            throw refusal("an encoded slash or backslash");
        }
    }

    private static int decoded(String path, int percent) {
        int high = percent + 2 < path.length() ? Character.digit(path.charAt(percent + 1), 16) : -1;
        int low = high >= 0 ? Character.digit(path.charAt(percent + 2), 16) : -1;
        if (low < 0) {
            throw refusal("a broken percent escape");
        }
        int decoded = high * 16 + low;
        if (decoded < ' ' || decoded == 0x7f) {
            throw refusal("an encoded control character");
        }
        return decoded;
    }

    private static void checkSegment(String path, int from, int to, boolean last) {
        if (from == to && !last) {
            throw refusal("an empty segment");
        }
        int dots = 0;
        int i = from;
        while (i < to) {
            if (path.charAt(i) == '.') {
                i++;
            } else if (path.regionMatches(true, i, "%2e", 0, 3)) {
                i += 3;
            } else {
                break;
            }
            dots++;
        }
        boolean nothingElse = i == to || path.charAt(i) == ';';
        if (nothingElse && (dots == 1 || dots == 2)) {
            throw refusal("a dot segment");
        }
    }

    private static Refusal refusal(String what) {
        return Refusal.of(ErrorCode.BAD_PATH, "The path has " + what + "; nothing was sent to the provider.");
    }
}
