/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import java.util.regex.Pattern;

/**
 * Words what Google's library threw, on one line. Its messages quote what an endpoint answered, which may be anything:
 * long words, as all tokens, assertions and secrets have them, are left out.
 */
final class Wording {

    /** Longer than the ids of projects and accounts, shorter than any secret of Google's. */
    private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z0-9_~-]{32,}");

    private static final int LONGEST = 500;

    private Wording() {}

    static String of(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String words = LONG_WORD.matcher(message).replaceAll("…").replaceAll("\\s+", " ");
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "…";
    }
}
