/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.json.Node;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads lengths of time, such as {@code PT30S}; none is longer than a year. */
final class Durations {

    private static final Duration LONGEST = Duration.ofDays(366);

    private Durations() {}

    static Optional<Duration> read(Node node) {
        return node.parsed(Durations::parse);
    }

    private static Duration parse(String text) {
        try {
            Duration time = Duration.parse(text);
            if (!time.isNegative() && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw new IllegalArgumentException("'" + text + "' is no length of time up to a year; PT30S, PT10M or PT1H is");
    }
}
