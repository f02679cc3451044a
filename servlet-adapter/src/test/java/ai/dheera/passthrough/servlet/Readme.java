/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The README's code, as a reader would copy it. */
final class Readme {

    private final String text;

    private Readme(String text) {
        this.text = text;
    }

    static Readme read() throws IOException {
        return new Readme(Files.readString(Path.of("..", "README.md")));
    }

    /** The first block of a language that has a certain text in it. */
    String block(String language, String mark) {
        Pattern blocks = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
        List<String> found = blocks.matcher(text)
                .results()
                .map(result -> result.group(1))
                .filter(block -> block.contains(mark))
                .toList();
        if (found.isEmpty()) {
            throw new AssertionError("the README has no " + language + " block with " + mark);
        }
        return found.get(0);
    }
}
