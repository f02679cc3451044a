/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether an exchange may begin. Immutable. */
public sealed interface Admittance {

    /**
     * It may, and all that it needs is held.
     *
     * @param left what is left of each limit now, in the order of the reservation's, not negative: pico-dollars, requests,
     *     tokens or exchanges
     */
    record Granted(List<Long> left) implements Admittance {

        // Copies the list.
        public Granted {
            left = List.copyOf(left);
        }
    }

    /**
     * Its budget is spent; nothing is held.
     *
     * @param by the budget
     * @param opens when its window ends; {@link Instant#MAX} for never
     */
    record Spent(Limit.Spend by, Instant opens) implements Admittance {}

    /**
     * It comes too soon; nothing is held.
     *
     * @param by the rate
     * @param opensIn how long it has to wait; positive
     */
    record TooFast(Limit.Rate by, Duration opensIn) implements Admittance {}

    /**
     * Too many run; nothing is held.
     *
     * @param by the limit
     */
    record TooMany(Limit.Parallel by) implements Admittance {}
}
