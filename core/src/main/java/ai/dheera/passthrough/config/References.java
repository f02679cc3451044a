/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${env:NAME}</code> and <code>${file:PATH}</code> in strings. Of a file, one line break at its end is
 * left out. Remembers the files that it read.
 */
final class References {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");

    private final Map<String, String> environment;
    private final Set<Path> files = new LinkedHashSet<>();

    References(Map<String, String> environment) {
        this.environment = environment;
    }

    String replaced(String text, String place, Problems problems) {
        if (text.indexOf("${") < 0) {
            return text;
        }
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, place, problems)));
    }

    private String value(MatchResult found, String place, Problems problems) {
        String name = found.group(2);
        if (found.group(1).equals("env")) {
            Optional<String> value = Optional.ofNullable(environment.get(name));
            if (value.isEmpty()) {
                problems.add(place, "the environment variable " + name + " is not set");
            }
            return value.orElse("");
        }
        return content(name, place, problems);
    }

    private String content(String name, String place, Problems problems) {
        try {
            Path file = Path.of(name);
            files.add(file);
            String content = Files.readString(file);
            return content.endsWith("\n")
                    ? content.substring(0, content.length() - (content.endsWith("\r\n") ? 2 : 1))
                    : content;
        } catch (IOException | InvalidPathException e) {
            problems.add(
                    place,
                    "the file " + name + " cannot be read: " + e.getClass().getSimpleName());
            return "";
        }
    }

    Set<Path> files() {
        return Collections.unmodifiableSet(files);
    }
}
