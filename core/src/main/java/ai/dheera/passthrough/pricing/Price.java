/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a unit costs.
 *
 * @param base US dollars for {@code per} of the unit
 * @param tiers what it costs above so much input, ascending
 */
record Price(BigDecimal base, List<Tier> tiers) {

    Price {
        tiers = List.copyOf(tiers);
    }

    /**
     * A price that all of a unit has in requests with more input than that.
     *
     * @param start how many input tokens it takes more than
     * @param price US dollars
     */
    record Tier(BigDecimal start, BigDecimal price) {}

    /** The price in a request with so many input tokens. */
    BigDecimal at(BigDecimal inputTokens) {
        for (int i = tiers.size() - 1; i >= 0; i--) {
            if (inputTokens.compareTo(tiers.get(i).start()) > 0) {
                return tiers.get(i).price();
            }
        }
        return base;
    }
}
