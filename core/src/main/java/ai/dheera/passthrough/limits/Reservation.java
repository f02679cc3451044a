/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Instant;
import java.util.List;

/**
 * What an exchange needs of its limits before it may begin. Immutable.
 *
 * @param id names it among those of all nodes; not empty, up to 100 characters
 * @param at when the exchange begins
 * @param picoUsd what it is expected to cost, see {@link PicoUsd}; not negative
 * @param limits what it comes under; no name occurs twice
 */
public record Reservation(String id, Instant at, long picoUsd, List<Limit> limits) {

    // Copies the list and refuses what nobody could hold.
    public Reservation {
        limits = List.copyOf(limits);
        if (id.isEmpty() || picoUsd < 0) {
            throw new IllegalArgumentException("a reservation has an id and no negative amount, not '" + id + "' and "
                    + picoUsd + " pico-dollars");
        }
    }

    /** {@return this with another name} */
    Reservation renamed(String to) {
        return new Reservation(to, at, picoUsd, limits);
    }
}
