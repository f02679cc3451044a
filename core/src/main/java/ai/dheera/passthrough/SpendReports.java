/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what was spent, from the records that a store has kept.
 *
 * <p>Called from several threads at once; may block.
 */
@FunctionalInterface
public interface SpendReports {

    /**
     * Adds up spend.
     *
     * @param query what to add up
     * @return one row for each combination that occurs, dearest first, at most {@link Query#most}
     * @throws Exception where the store does not answer
     */
    List<Spend> spend(Query query) throws Exception;

    /** What spend may be told apart by. */
    enum Dimension {
        /** The virtual key's id. */
        KEY,
        /** The key's owner. */
        OWNER,
        /** The key's team. */
        TEAM,
        /** The provider. */
        PROVIDER,
        /** The model that answered, or else the one that was asked for. */
        MODEL,
        /** The day, in UTC, as {@code 2026-11-22}. */
        DAY;

        /** {@return its name in lower case, as callers write it} */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * {@return the dimension of a name}
         *
         * @param label such as {@code team}
         */
        public static Optional<Dimension> of(String label) {
            return List.of(values()).stream()
                    .filter(each -> each.label().equals(label))
                    .findFirst();
        }
    }

    /**
     * What to add up.
     *
     * @param by what to tell apart, in the order of columns; empty for one total
     * @param from the first instant that counts, of when exchanges began
     * @param to the first that counts no more
     * @param most how many rows at most, from 1
     */
    record Query(List<Dimension> by, Instant from, Instant to, int most) {

        // Copies the list and refuses what means nothing.
        public Query {
            by = List.copyOf(by);
            if (by.stream().distinct().count() != by.size()) {
                throw new IllegalArgumentException("a dimension is named twice in " + by);
            }
            if (from.isAfter(to)) {
                throw new IllegalArgumentException("the time from " + from + " to " + to + " ends before it begins");
            }
            if (most < 1) {
                throw new IllegalArgumentException("a report of at most " + most + " rows tells nothing");
            }
        }
    }

    /**
     * One row.
     *
     * @param of what it is the spend of; a dimension without a value is not in it
     * @param exchanges how many exchanges were made
     * @param unpriced how many of them have no price, or none for a part
     * @param inputTokens all input tokens
     * @param outputTokens all output tokens
     * @param costUsd the cost in US dollars, as far as prices are known
     */
    record Spend(
            Map<Dimension, String> of,
            long exchanges,
            long unpriced,
            BigDecimal inputTokens,
            BigDecimal outputTokens,
            BigDecimal costUsd) {

        // Copies the map, in its order.
        public Spend {
            of = Collections.unmodifiableMap(new LinkedHashMap<>(of));
        }
    }
}
