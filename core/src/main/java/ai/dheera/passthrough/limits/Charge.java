/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Instant;

/**
 * What an exchange used. Immutable.
 *
 * @param reservation what was held for it
 * @param at when it ended: what it cost counts in the windows of this instant
 * @param picoUsd what it cost, see {@link PicoUsd}; not negative
 * @param tokens how many tokens it used; not negative
 */
public record Charge(Reservation reservation, Instant at, long picoUsd, long tokens) {

    // Refuses what nobody could use.
    public Charge {
        if (picoUsd < 0 || tokens < 0) {
            throw new IllegalArgumentException(
                    "nothing negative can be charged: " + picoUsd + " pico-dollars, " + tokens + " tokens");
        }
    }

    /** {@return a charge that only gives back what was held} */
    static Charge nothing(Reservation reservation) {
        return new Charge(reservation, reservation.at(), 0, 0);
    }
}
