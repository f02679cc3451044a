/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an exchange comes to. Immutable.
 *
 * @param units counted units by name
 * @param source where they come from
 * @param costUsd what it cost; empty where no price is known
 * @param pricing how the cost came about
 */
record Settlement(Map<String, BigDecimal> units, UsageSource source, Optional<BigDecimal> costUsd, Pricing pricing) {

    /** Nothing was used that anybody charges for. */
    static final Settlement FREE =
            new Settlement(Map.of(), UsageSource.NONE, Optional.of(BigDecimal.ZERO), Pricing.FREE);

    /** Nobody knows what was used. */
    static final Settlement UNKNOWN = new Settlement(Map.of(), UsageSource.NONE, Optional.empty(), Pricing.UNPRICED);

    // Leaves out what was not used, but for tokens in and out; and zeros behind the last digit of a cost.
    Settlement {
        Map<String, BigDecimal> used = new LinkedHashMap<>(units);
        used.entrySet().removeIf(unit -> unit.getValue().signum() == 0 && !isAlwaysTold(unit.getKey()));
        units = used;
        costUsd = costUsd.map(cost -> cost.signum() == 0 ? BigDecimal.ZERO : cost.stripTrailingZeros());
    }

    private static boolean isAlwaysTold(String unit) {
        return unit.equals("input_tokens") || unit.equals("output_tokens");
    }

    /** How many tokens were used, in and out. */
    long tokens() {
        return units.getOrDefault("input_tokens", BigDecimal.ZERO)
                .add(units.getOrDefault("output_tokens", BigDecimal.ZERO))
                .longValue();
    }
}
