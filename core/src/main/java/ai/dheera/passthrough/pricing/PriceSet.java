/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the units of a model cost at some time. None at all means that it is free. Immutable. */
final class PriceSet {

    private final Coverage coverage;
    private final List<Price> prices;
    private final boolean free;
    private final boolean tiered;
    private final boolean perRequest;
    private final Unit input;

    private PriceSet(Units units, Coverage coverage, Map<Unit, Price> priced) {
        this.coverage = coverage;
        prices = coverage.slots().stream()
                .map(slot -> dearest(slot.payers(), priced))
                .toList();
        free = priced.isEmpty();
        tiered = priced.values().stream().anyMatch(price -> !price.tiers().isEmpty());
        perRequest = priced.keySet().stream().anyMatch(unit -> unit.name().equals(Units.REQUESTS));
        input = units.named(Units.INPUT).orElseThrow();
    }

    private static Price dearest(List<Unit> payers, Map<Unit, Price> priced) {
        return payers.stream()
                .flatMap(payer -> Optional.ofNullable(priced.get(payer)).stream())
                .max(Comparator.comparing(Price::base))
                .orElseThrow();
    }

    /**
     * What some usage costs.
     *
     * @param tokens the part for tokens, in US dollars
     * @param others the part for all else
     * @param known whether anything that was used has a price
     * @param unpriced names of units that have none
     */
    record Bill(BigDecimal tokens, BigDecimal others, boolean known, Set<String> unpriced) {}

    Bill bill(Counts counts) {
        BigDecimal inputTokens = tiered ? counts.of(input) : BigDecimal.ZERO;
        BigDecimal tokens = BigDecimal.ZERO;
        BigDecimal others = BigDecimal.ZERO;
        BigDecimal[] shares = coverage.shares(counts);
        for (int i = 0; i < shares.length; i++) {
            Unit unit = coverage.slots().get(i).unit();
            BigDecimal share = shares[i];
            if (share.signum() > 0) {
                BigDecimal charge = unit.charge(share, prices.get(i).at(inputTokens));
                tokens = unit.isTokens() ? tokens.add(charge) : tokens;
                others = unit.isTokens() ? others : others.add(charge);
            }
        }
        Set<String> unpriced = unpriced(counts);
        return new Bill(tokens, others, isKnown(counts, unpriced), unpriced);
    }

    private Set<String> unpriced(Counts counts) {
        if (free) {
            return Set.of();
        }
        Set<String> unpriced = new LinkedHashSet<>(counts.unknown());
        for (Unit unit : counts.used()) {
            if (!coverage.covers(unit) && !unit.name().equals(Units.REQUESTS)) {
                unpriced.add(unit.name());
            }
        }
        return unpriced;
    }

    private boolean isKnown(Counts counts, Set<String> unpriced) {
        return unpriced.isEmpty() || perRequest || counts.used().stream().anyMatch(coverage::covers);
    }

    /** Makes price sets, of which those that price the same units share what can be. Not thread-safe. */
    static final class Maker {

        private final Units units;
        private final Map<Set<Unit>, Coverage> coverages = new HashMap<>();

        Maker(Units units) {
            this.units = units;
        }

        PriceSet of(Map<Unit, Price> priced) {
            return new PriceSet(
                    units,
                    coverages.computeIfAbsent(Set.copyOf(priced.keySet()), keys -> new Coverage(units, keys)),
                    priced);
        }
    }
}
