/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.PresentedKey;
import java.util.regex.Pattern;

/** Makes texts such that every database takes them. */
final class Texts {

    /** In place of what no text may hold. */
    private static final char REPLACEMENT = '\uFFFD';

    /** What each database tells apart by each of its characters: case, accents and white space are not among that. */
    private static final Pattern PLAIN = Pattern.compile("[!-~]+");

    /** The same with blanks within, which all compare alike where they are not at the end. */
    private static final Pattern READABLE = Pattern.compile("[ -~]*[!-~]");

    private static final int LENGTH_OF_SHA256 = 64;

    private Texts() {}

    /**
     * {@return a text cut to a length, with U+FFFD for each NUL, which PostgreSQL refuses, and for each half of a
     * surrogate pair, which has no bytes}
     *
     * @param text any text
     * @param most how many UTF-16 units, and so at most as many characters, are left of it
     */
    static String fit(String text, int most) {
        StringBuilder fitted = null;
        int length = Math.min(text.length(), most);
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            if (unit == 0 || Character.isSurrogate(unit)) {
                if (isPair(text, i, length)) {
                    i++;
                } else {
                    fitted = fitted == null ? new StringBuilder(text.substring(0, length)) : fitted;
                    fitted.setCharAt(i, REPLACEMENT);
                }
            }
        }
        return fitted == null ? text.substring(0, length) : fitted.toString();
    }

    private static boolean isPair(String text, int at, int end) {
        return at + 1 < end && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }

    /**
     * {@return an id that is told apart from all others within a length: itself, or else its SHA-256}
     *
     * @param id any text
     * @param most how many characters it may have, at least 64
     */
    static String id(String id, int most) {
        boolean fits = id.length() <= most && PLAIN.matcher(id).matches();
        return fits ? id : PresentedKey.sha256(id);
    }

    /**
     * {@return a name that is told apart from all others within a length, and that can still be read: itself, or else its
     * beginning and its SHA-256}
     *
     * @param name any text
     * @param most how many characters it may have, more than 64
     */
    static String name(String name, int most) {
        if (name.length() <= most && READABLE.matcher(name).matches()) {
            return name;
        }
        int length = Math.min(name.length(), most - LENGTH_OF_SHA256 - 1);
        return name.substring(0, length).replaceAll("[^ -~]", "?") + '#' + PresentedKey.sha256(name);
    }
}
