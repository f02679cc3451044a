/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import ai.dheera.passthrough.json.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was used, by unit. */
final class Counts {

    private static final BigDecimal MISSING = BigDecimal.ONE.negate();

    private final Units units;
    private final BigDecimal[] byUnit;

    /** By unit, whether some was used of it or of a part of it: of most it was not, and nobody need look for parts. */
    private final boolean[] touched;

    private final List<Unit> used = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    Counts(Units units, Map<String, BigDecimal> usage) {
        this.units = units;
        byUnit = new BigDecimal[units.all().size()];
        Arrays.fill(byUnit, MISSING);
        touched = new boolean[byUnit.length];
        units.named(Units.REQUESTS).ifPresent(unit -> set(unit, BigDecimal.ONE));
        usage.forEach(this::put);
    }

    private void put(String name, BigDecimal number) {
        Optional<Unit> unit = units.named(name);
        if (unit.isEmpty() || !Node.isWritable(number)) {
            if (number.signum() > 0) {
                unknown.add(name);
            }
            return;
        }
        set(unit.get(), number.max(BigDecimal.ZERO));
        if (number.signum() > 0) {
            used.add(unit.get());
        }
    }

    private void set(Unit unit, BigDecimal number) {
        byUnit[unit.index()] = number;
        if (number.signum() > 0) {
            for (Unit around : units.around(unit)) {
                touched[around.index()] = true;
            }
        }
    }

    /** Units of which there is more than none. */
    List<Unit> used() {
        return used;
    }

    /** Names of what was used and is no unit, or no number to reckon with. */
    List<String> unknown() {
        return unknown;
    }

    private boolean has(Unit unit) {
        return byUnit[unit.index()].signum() >= 0;
    }

    /**
     * How much of a unit was used. Where that was not told, what its parts come to: they are disjoint along one
     * dimension, and overlap with those along another.
     */
    BigDecimal of(Unit unit) {
        if (has(unit)) {
            return byUnit[unit.index()];
        }
        return touched[unit.index()] ? ofParts(unit) : BigDecimal.ZERO;
    }

    private BigDecimal ofParts(Unit unit) {
        BigDecimal most = BigDecimal.ZERO;
        for (List<Unit> alongOne : units.parts(unit)) {
            most = most.max(sum(alongOne));
        }
        return most;
    }

    private BigDecimal sum(List<Unit> disjoint) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Unit each : disjoint) {
            sum = sum.add(of(each));
        }
        return sum;
    }
}
