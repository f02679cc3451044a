/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a meter has read off an exchange.
 *
 * @param portions what was used, by model; none where the answer told nothing
 * @param costUsd what the provider says that it costs
 * @param model the model that answered
 * @param id what the provider calls it, where it is to be billed once
 * @param terms what prices depend on
 * @param settled whether the usage told is the last word
 * @param pending whether the answer says that nothing is to be billed yet
 * @param text the text that passed, where tokens can be estimated by it
 */
public record Metered(
        List<Portion> portions,
        Optional<BigDecimal> costUsd,
        Optional<String> model,
        Optional<String> id,
        Map<String, String> terms,
        boolean settled,
        boolean pending,
        Optional<PassedText> text) {

    /** Of an exchange that is not metered. */
    public static final Metered NOTHING = new Metered(
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), false, false, Optional.empty());

    // Copies list and map.
    public Metered {
        portions = List.copyOf(portions);
        terms = Map.copyOf(terms);
    }

    /** {@return whether the answer told of usage} */
    public boolean isReported() {
        return !portions.isEmpty() || costUsd.isPresent();
    }

    /** {@return the units of all portions together} */
    public Map<String, BigDecimal> units() {
        return units(portions);
    }

    /**
     * {@return the units of portions together}
     *
     * @param portions of one exchange
     */
    public static Map<String, BigDecimal> units(List<Portion> portions) {
        Map<String, BigDecimal> all = new LinkedHashMap<>();
        portions.forEach(
                portion -> portion.units().forEach((unit, amount) -> all.merge(unit, amount, BigDecimal::add)));
        return all;
    }

    /**
     * What was used of one model.
     *
     * @param model the model, where it is told
     * @param units amounts by unit; none negative
     */
    public record Portion(Optional<String> model, Map<String, BigDecimal> units) {

        // Copies the map, in its order.
        public Portion {
            units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
        }
    }
}
