/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.limits.Limit.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The counters of an exchange's limits, for stores that count in Java. What the limits say is at hand here: they
 * themselves are objects in many places, and to read each of them would take longer than to count. Used by one thread at
 * a time.
 */
public final class Counters {

    private final Limit[] limits;
    private final Kind[] kinds;
    private final long[] ceilings;
    private final Counter[] counters;

    /**
     * Counters of limits.
     *
     * @param limits the limits
     * @param counters one of each of them, in their order
     */
    public Counters(List<Limit> limits, List<? extends Counter> counters) {
        this.limits = limits.toArray(Limit[]::new);
        this.kinds = limits.stream().map(Limit::kind).toArray(Kind[]::new);
        this.ceilings = limits.stream().mapToLong(Limit::ceiling).toArray();
        this.counters = counters.toArray(Counter[]::new);
    }

    /**
     * Holds all that an exchange needs, or nothing.
     *
     * @param reservation what it needs, under these limits
     * @param nanos the time
     * @return what became of it
     */
    public Admittance admit(Reservation reservation, long nanos) {
        for (int i = 0; i < counters.length; i++) {
            if (!counters[i].admits(ceilings[i], reservation.at(), nanos)) {
                return counters[i].refusal(limits[i], reservation.at(), nanos);
            }
        }
        List<Long> left = new ArrayList<>(counters.length);
        for (int i = 0; i < counters.length; i++) {
            left.add(counters[i].hold(ceilings[i], held(kinds[i], reservation)));
        }
        return new Admittance.Granted(left);
    }

    private static long held(Kind kind, Reservation reservation) {
        return switch (kind) {
            case SPEND -> reservation.picoUsd();
            case REQUESTS, PARALLEL -> 1;
            case TOKENS -> 0;
        };
    }

    /**
     * Gives back what was held, and counts what was used.
     *
     * @param charge what was used, under these limits
     * @param wasHeld whether anything was held
     * @param nanos the time
     */
    public void settle(Charge charge, boolean wasHeld, long nanos) {
        for (int i = 0; i < counters.length; i++) {
            if (kinds[i] != Kind.REQUESTS) { // begun is begun
                counters[i].settle(limits[i], ceilings[i], charge, wasHeld, nanos);
            }
        }
    }

    /** {@return the counters, in the order of the limits} */
    List<Counter> asList() {
        return List.of(counters);
    }
}
