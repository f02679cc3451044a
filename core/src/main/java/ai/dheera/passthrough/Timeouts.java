/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.time.Duration;

/**
 * How long a provider may take. Each is longer than nothing, and a year at most.
 *
 * @param connect for a free connection of the pool, and for the connection itself with its TLS handshake; 5 s unless
 *     said otherwise
 * @param firstByte for the head of the answer, counted from the last byte of the request; 10 min unless said otherwise
 * @param idle between two pieces, in either direction; 5 min unless said otherwise
 * @param total for the whole exchange; 1 h unless said otherwise
 */
public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {

    private static final Duration LONGEST = Duration.ofDays(366);

    /** What holds where nothing is said. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofHours(1));

    // Refuses a time of nothing, and one that no clock can add up.
    public Timeouts {
        check("connect", connect);
        check("firstByte", firstByte);
        check("idle", idle);
        check("total", total);
    }

    private static void check(String name, Duration time) {
        if (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the timeout '" + name + "' must be longer than nothing and a year at most, not " + time);
        }
    }
}
