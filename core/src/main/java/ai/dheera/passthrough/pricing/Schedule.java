/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The prices of a model, through time. Immutable.
 *
 * @param entries of those that hold the last one counts
 */
record Schedule(List<Entry> entries) {

    Schedule {
        entries = List.copyOf(entries);
    }

    /** Prices, and when they hold. */
    record Entry(Period period, PriceSet prices) {}

    /** When something holds. */
    @FunctionalInterface
    interface Period {

        /** Whether this instant is in it. */
        boolean includes(Instant at);

        /** Any time. */
        static Period always() {
            return at -> true;
        }

        /** From an instant on. */
        static Period from(Instant start) {
            return at -> !at.isBefore(start);
        }

        /** Each day from a time of day in UTC to before another one, over midnight where that is the earlier one. */
        static Period daily(LocalTime start, LocalTime end) {
            return at -> {
                LocalTime time = at.atOffset(ZoneOffset.UTC).toLocalTime();
                boolean begun = !time.isBefore(start);
                boolean over = !time.isBefore(end);
                return start.isAfter(end) ? begun || !over : begun && !over;
            };
        }
    }

    /** The prices at an instant; empty where none hold yet. */
    Optional<PriceSet> at(Instant at) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).period().includes(at)) {
                return Optional.of(entries.get(i).prices());
            }
        }
        return Optional.empty();
    }
}
