/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that a process has written so far. */
final class Output {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    Output(InputStream stream) {
        reader = new Thread(() -> read(stream), "output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream stream) {
        try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("the output cannot be read: " + e);
        }
    }

    List<String> lines() {
        return lines;
    }

    /** What the first group of the pattern holds in the first line that it matches as a whole. */
    Optional<String> find(String pattern) {
        return lines.stream()
                .map(Pattern.compile(pattern)::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .findFirst();
    }

    /** Waits until the process has closed it. */
    void awaitEnd() throws InterruptedException {
        reader.join();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
