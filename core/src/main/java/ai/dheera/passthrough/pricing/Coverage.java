/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which of some priced units pays for what. Worked out once for all models that price the same units. Immutable.
 *
 * <p>A priced unit pays for what no priced unit within it covers. Where two of them overlap and what they share has no
 * price of its own, such as audio input that was read from a cache, that part counts as priced too, by both.
 */
final class Coverage {

    /** Most specific first. */
    private final List<Slot> slots;

    /** By slot, the slots before it whose units are within its own. */
    private final int[][] within;

    private final boolean[] covered;

    /**
     * A unit with a price.
     *
     * @param payers the units whose price it has: itself, or those that overlap in it, of which the dearest counts
     */
    record Slot(Unit unit, List<Unit> payers) {}

    Coverage(Units units, Set<Unit> priced) {
        slots = slots(units, priced);
        within = slots.stream().map(this::within).toArray(int[][]::new);
        covered = new boolean[units.all().size()];
        for (Unit unit : units.all()) {
            covered[unit.index()] = units.around(unit).stream().anyMatch(priced::contains);
        }
    }

    private static List<Slot> slots(Units units, Set<Unit> priced) {
        List<Slot> slots = new ArrayList<>();
        for (Unit unit : units.specificFirst()) {
            List<Unit> payers = payers(units.around(unit), priced);
            if (priced.contains(unit) || payers.size() > 1) {
                slots.add(new Slot(unit, payers));
            }
        }
        return List.copyOf(slots);
    }

    private static List<Unit> payers(List<Unit> around, Set<Unit> priced) {
        List<Unit> paying = around.stream().filter(priced::contains).toList();
        return paying.stream()
                .filter(each -> paying.stream().noneMatch(other -> other.isWithin(each)))
                .toList();
    }

    private int[] within(Slot outer) {
        return IntStream.range(0, slots.size())
                .filter(i -> slots.get(i).unit().isWithin(outer.unit()))
                .toArray();
    }

    List<Slot> slots() {
        return slots;
    }

    /** Whether a unit, or one that contains it, has a price. */
    boolean covers(Unit unit) {
        return covered[unit.index()];
    }

    /** What each of the slots has to pay for. */
    BigDecimal[] shares(Counts counts) {
        BigDecimal[] shares = new BigDecimal[slots.size()];
        for (int i = 0; i < shares.length; i++) {
            BigDecimal share = counts.of(slots.get(i).unit());
            for (int inner : within[i]) {
                share = share.subtract(shares[inner]);
            }
            shares[i] = share.max(BigDecimal.ZERO);
        }
        return shares;
    }
}
