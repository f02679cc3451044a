/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A header field's value with its parameters, such as {@code form-data; name="model"}, in the grammar of RFC 9110,
 * 5.6.6. One that programs take apart in different ways is none: with a parameter twice, with nothing between two
 * semicolons, with tabs, or with a quoted value in which there is a semicolon, or a backslash ahead of a quotation mark.
 */
final class FieldValue {

    private final String text;
    private final String value;
    private final Map<String, String> parameters = new LinkedHashMap<>(4);
    private int at;

    private FieldValue(String text) {
        int semicolon = text.indexOf(';');
        this.text = text;
        at = semicolon < 0 ? text.length() : semicolon;
        value = text.substring(0, at).strip().toLowerCase(Locale.ROOT);
    }

    static Optional<FieldValue> of(String text) {
        FieldValue field = new FieldValue(text);
        return isPrintable(text) && field.readParameters() ? Optional.of(field) : Optional.empty();
    }

    /** What stands ahead of the parameters, in lower case. */
    String value() {
        return value;
    }

    /** By name in lower case, in their order; what was quoted is without its quotation marks, and else as it was. */
    Map<String, String> parameters() {
        return parameters;
    }

    /** Whether a text has no control characters, tabs among them. */
    static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
    }

    /** Whether a text may name a field or a parameter (RFC 9110, 5.6.2). */
    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(FieldValue::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return letterOrDigit || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private boolean readParameters() {
        while (!isAtEnd()) {
            at++;
            skipSpace();
            if (!isAtEnd() && !readParameter()) {
                return false;
            }
        }
        return true;
    }

    private boolean readParameter() {
        String name = token().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || !skip('=')) {
            return false;
        }
        Optional<String> found = skip('"') ? quoted() : Optional.of(token()).filter(token -> !token.isEmpty());
        skipSpace();
        return found.isPresent() && isAtSeparator() && parameters.putIfAbsent(name, found.get()) == null;
    }

    private String token() {
        int from = at;
        while (!isAtEnd() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    /** Behind the opening quotation mark. Some programs take the backslash for itself, some split at any semicolon. */
    private Optional<String> quoted() {
        int end = text.indexOf('"', at);
        if (end < 0) {
            return Optional.empty();
        }
        String inside = text.substring(at, end);
        at = end + 1;
        return Optional.of(inside).filter(value -> !value.endsWith("\\") && value.indexOf(';') < 0);
    }

    private void skipSpace() {
        while (!isAtEnd() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private boolean skip(char c) {
        boolean there = !isAtEnd() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private boolean isAtSeparator() {
        return isAtEnd() || text.charAt(at) == ';';
    }

    private boolean isAtEnd() {
        return at == text.length();
    }
}
