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
        try {
            return Optional.of(UsageJson.line(usage));
        } catch (RuntimeException e) {
            log.error("The usage record {} is lost: it has no JSON", usage.requestId(), e);
            return Optional.empty();
        }
    }

    /** The lines with their ends, in UTF-8. */
    static byte[] of(List<UsageRecord> batch) {
        StringBuilder lines = new StringBuilder(batch.size() * 768);
        for (UsageRecord usage : batch) {
            of(usage).ifPresent(line -> lines.append(line).append('\n'));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
