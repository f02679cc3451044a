/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a file of usage records holds. */
final class UsageLines {

    private UsageLines() {}

    /** The request ids of all lines, each of which has to be a whole record. */
    static List<String> ids(Path file) {
        try {
            String text = Files.readString(file);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                throw new AssertionError("the last line of " + file + " has no end");
            }
            return text.lines()
                    .map(UsageJson::parse)
                    .map(UsageRecord::requestId)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
