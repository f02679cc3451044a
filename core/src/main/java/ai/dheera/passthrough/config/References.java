/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${env:NAME}</code> and <code>${file:PATH}</code> in strings. Of a file, one line break at its end is
 * left out. What looks like a reference and is none is a problem: a key of that text works nowhere.
 */
final class References implements Document.Strings {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");

    /** The placeholders of an error's shape, which are filled with each error. */
    private static final Pattern OTHER =
            Pattern.compile("\\$\\{(?!(env:[^}]*|file:[^}]*|type|message|code|requestId|status)})");

    private final Problems problems;
    private final Map<String, String> environment;
    private final Consumer<Path> beforeReading;

    /** Tells of each file before it is read, be it there or not. */
    References(Problems problems, Map<String, String> environment, Consumer<Path> beforeReading) {
        this.problems = problems;
        this.environment = environment;
        this.beforeReading = beforeReading;
    }

    @Override
    public String replaced(String text, Supplier<String> place) {
        if (text.indexOf("${") < 0) {
            return text;
        }
        String at = place.get();
        if (OTHER.matcher(text).find()) {
            problems.add(at, "has a ${…} that is neither ${env:NAME} nor ${file:PATH}");
        }
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, at)));
    }

    /** What is missing has a text all the same, so that it is not told once more as an empty one. */
    private String value(MatchResult found, String place) {
        String name = found.group(2);
        boolean variable = found.group(1).equals("env");
        Optional<String> value = variable ? variable(name, place) : content(name, place);
        value.ifPresent(problems::neverTell);
        return value.orElse("?" + name);
    }

    private Optional<String> variable(String name, String place) {
        Optional<String> value = Optional.ofNullable(environment.get(name));
        if (value.isEmpty()) {
            problems.add(place, "the environment variable " + name + " is not set");
        }
        return value;
    }

    private Optional<String> content(String name, String place) {
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
