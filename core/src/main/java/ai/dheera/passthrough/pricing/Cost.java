/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

/**
 * What a sale costs. Immutable.
 *
 * @param usd US dollars, exact but for prices per hour, which keep 40 digits; of an incomplete cost the part that is
 *     known, and empty where nothing is
 * @param complete whether everything that was used has a price
 * @param unpricedUnits what was used and has none
 * @param model the id of the model in the price data; empty where none was found
 */
public record Cost(Optional<BigDecimal> usd, boolean complete, Set<String> unpricedUnits, Optional<String> model) {

    public Cost {
        unpricedUnits = Set.copyOf(unpricedUnits);
    }
}
