/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/**
 * What usage is counted in.
 *
 * @param index its place in {@link Units}
 * @param name such as {@code cache_read_tokens}
 * @param dimensions what it counts; a unit contains those that count the same, more closely told
 * @param per how many of it a price is quoted for
 * @param priceKey how price lists call it, such as {@code cache_read_mtok}
 */
record Unit(int index, String name, Map<String, String> dimensions, BigDecimal per, String priceKey) {

    /** Where a division does not come out even, such as that of a price per hour by the second. */
    static final MathContext UNEVEN = new MathContext(40);

    Unit {
        dimensions = Map.copyOf(dimensions);
        per = per.stripTrailingZeros();
    }

    // The name alone tells units apart, and is quick to compare while thousands of prices are read.
    @Override
    public boolean equals(Object other) {
        return other instanceof Unit unit && unit.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    boolean contains(Unit other) {
        return other.dimensions.entrySet().containsAll(dimensions.entrySet());
    }

    boolean isWithin(Unit other) {
        return other.dimensions.size() < dimensions.size() && other.contains(this);
    }

    boolean isTokens() {
        return "tokens".equals(dimensions.get("family"));
    }

    /** What so many of it cost at a price for {@code per} of it. */
    BigDecimal charge(BigDecimal count, BigDecimal price) {
        BigDecimal product = count.multiply(price);
        return per.precision() == 1 && per.unscaledValue().intValue() == 1
                ? product.scaleByPowerOfTen(per.scale())
                : product.divide(per, UNEVEN);
    }
}
