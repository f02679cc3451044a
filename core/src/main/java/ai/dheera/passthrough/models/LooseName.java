/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Names as careless programs read them. */
final class LooseName {

    private LooseName() {}

    /**
     * Whether some program could take a name for another one: some match without regard to case, some cut white space
     * off, some take only what is ahead of a bracket or a NUL, some a dot for an underscore, some {@code baseModel} for
     * {@code base_model}, and some decode twice.
     */
    static boolean couldBe(String name, String wanted) {
        return sameWords(loose(name), loose(wanted));
    }

    private static String loose(String name) {
        return cut(decoded(cut(name))).strip();
    }

    /** Whether names are the same but for case and what joins their words. */
    static boolean sameWords(String name, String wanted) {
        return words(name).equalsIgnoreCase(words(wanted));
    }

    private static String words(String name) {
        return name.replace("_", "").replace("-", "").replace(".", "");
    }

    private static String cut(String name) {
        int bracket = name.indexOf('[');
        String text = bracket < 0 ? name : name.substring(0, bracket);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    private static String decoded(String name) {
        try {
            return name.indexOf('%') < 0 && name.indexOf('+') < 0
                    ? name
                    : URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name; // a broken escape means itself
        }
    }
}
