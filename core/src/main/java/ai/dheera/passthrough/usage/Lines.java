/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records as lines. One that has no JSON keeps none of the others from being written. */
final class Lines {

    private static final Logger log = LoggerFactory.getLogger(Lines.class);

    private Lines() {}

    /** The line, without its end; empty where there is none, which is logged. */
    static Optional<String> of(UsageRecord usage) {
        StringBuilder line = new StringBuilder(UsageJson.USUAL_LENGTH);
        return append(usage, line) ? Optional.of(line.toString()) : Optional.empty();
    }

    /** The lines with their ends, in UTF-8. */
    static byte[] of(List<UsageRecord> batch) {
        StringBuilder lines = new StringBuilder(batch.size() * UsageJson.USUAL_LENGTH);
        for (UsageRecord usage : batch) {
            if (append(usage, lines)) {
                lines.append('\n');
            }
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean append(UsageRecord usage, StringBuilder lines) {
        int before = lines.length();
        try {
            UsageJson.append(usage, lines);
            return true;
        } catch (RuntimeException e) {
            log.error("The usage record {} is lost: it has no JSON", usage.requestId(), e);
            lines.setLength(before);
            return false;
        }
    }
}
