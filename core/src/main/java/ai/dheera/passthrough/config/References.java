/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${env:NAME}</code> and <code>${file:PATH}</code> in strings. Of a file, one line break at its end is
 * left out. What looks like a reference and is none is a problem: a key of that text works nowhere.
 */
final class References {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");

    /** The placeholders of an error's shape, which are filled with each error. */
    private static final Pattern OTHER =
            Pattern.compile("\\$\\{(?!(env:[^}]*|file:[^}]*|type|message|code|requestId|status)})");

    private final Map<String, String> environment;
    private final Consumer<Path> beforeReading;

    /** Tells of each file before it is read, be it there or not. */
    References(Map<String, String> environment, Consumer<Path> beforeReading) {
        this.environment = environment;
        this.beforeReading = beforeReading;
    }

    String replaced(String text, String place, Problems problems) {
        if (text.indexOf("${") < 0) {
            return text;
        }
        if (OTHER.matcher(text).find()) {
            problems.add(place, "has a ${…} that is neither ${env:NAME} nor ${file:PATH}");
        }
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, place, problems)));
    }

    /** What is missing has a text all the same, so that it is not told once more as an empty one. */
    private String value(MatchResult found, String place, Problems problems) {
        String name = found.group(2);
        boolean variable = found.group(1).equals("env");
        Optional<String> value = variable ? variable(name, place, problems) : content(name, place, problems);
        value.ifPresent(problems::neverTell);
        return value.orElse("?" + name);
    }

    private Optional<String> variable(String name, String place, Problems problems) {
        Optional<String> value = Optional.ofNullable(environment.get(name));
        if (value.isEmpty()) {
            problems.add(place, "the environment variable " + name + " is not set");
        }
        return value;
    }

    private Optional<String> content(String name, String place, Problems problems) {
        try {
            Path file = Path.of(name);
            beforeReading.accept(file);
            String content = Files.readString(file);
            int breakAtEnd = content.endsWith("\r\n") ? 2 : content.endsWith("\n") ? 1 : 0;
            return Optional.of(content.substring(0, content.length() - breakAtEnd));
        } catch (IOException | InvalidPathException e) {
            problems.add(
                    place,
                    "the file " + name + " cannot be read: " + e.getClass().getSimpleName());
            return Optional.empty();
        }
    }
}
