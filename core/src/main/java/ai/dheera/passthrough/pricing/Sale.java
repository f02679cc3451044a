/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was sold in one exchange. Immutable.
 *
 * @param provider the provider's id in the price data, such as {@code openai}, {@code google} or {@code aws}
 * @param upstream the upstream's URL, by which the provider is found where the data know none of that id
 * @param models names of the model, the best one first: the one that answered, then the one asked for. The first that
 *     has prices counts
 * @param units what was used, by name of the unit
 * @param terms on what terms, such as {@code serviceTier} → {@code flex}; modifiers look at them
 * @param at when: prices change
 */
public record Sale(
        String provider,
        Optional<String> upstream,
        List<String> models,
        Map<String, BigDecimal> units,
        Map<String, String> terms,
        Instant at) {

    public Sale {
        models = List.copyOf(models);
        units = Map.copyOf(units);
        terms = Map.copyOf(terms);
    }
}
