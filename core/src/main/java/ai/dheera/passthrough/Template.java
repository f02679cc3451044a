/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with variables, such as <code>https://{location}-api.example.com</code>. Immutable. */
record Template(String text) {

    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9_.-]+)}");

    boolean isPlain() {
        return text.indexOf('{') < 0;
    }

    /** The names of its variables, in their order. */
    List<String> variables() {
        return VARIABLE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    String filled(UnaryOperator<String> values) {
        return isPlain()
                ? text
                : VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(values.apply(found.group(1))));
    }
}
