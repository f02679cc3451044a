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
import java.util.TreeMap;

/** A sale in a test, told bit by bit. */
record Sold(Sale sale) {

    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    static Sold by(String provider, String... models) {
        return new Sold(new Sale(provider, Optional.empty(), List.of(models), Map.of(), Map.of(), NOW));
    }

    Sold with(String unit, long count) {
        return with(unit, Long.toString(count));
    }

    Sold with(String unit, String count) {
        Map<String, BigDecimal> units = new TreeMap<>(sale.units());
        units.put(unit, new BigDecimal(count));
        return new Sold(new Sale(sale.provider(), sale.upstream(), sale.models(), units, sale.terms(), sale.at()));
    }

    Sold on(String term, String value) {
        Map<String, String> terms = new TreeMap<>(sale.terms());
        terms.put(term, value);
        return new Sold(new Sale(sale.provider(), sale.upstream(), sale.models(), sale.units(), terms, sale.at()));
    }

    Sold at(String instant) {
        return new Sold(new Sale(
                sale.provider(), sale.upstream(), sale.models(), sale.units(), sale.terms(), Instant.parse(instant)));
    }

    Sold from(String upstream) {
        return new Sold(
                new Sale(sale.provider(), Optional.of(upstream), sale.models(), sale.units(), sale.terms(), sale.at()));
    }
}
