/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.spi.Headers;
import java.util.List;

/**
 * What is left of an exchange's limits: of each kind, of the one of which the least is. Immutable.
 *
 * @param picoUsd of budgets, in pico-dollars; {@link #NO_LIMIT} where there is none
 * @param requests likewise
 * @param tokens likewise
 */
record Remainder(long picoUsd, long requests, long tokens) {

    static final long NO_LIMIT = -1;

    static final Remainder NONE = new Remainder(NO_LIMIT, NO_LIMIT, NO_LIMIT);

    /**
     * {@return what is left}
     *
     * @param limits the limits
     * @param left what is left of each, in their order; not negative
     */
    static Remainder of(List<Limit> limits, List<Long> left) {
        long picoUsd = NO_LIMIT;
        long requests = NO_LIMIT;
        long tokens = NO_LIMIT;
        for (int i = 0; i < limits.size(); i++) {
            Limit limit = limits.get(i);
            if (limit instanceof Limit.Spend) {
                picoUsd = less(picoUsd, left.get(i));
            } else if (limit instanceof Limit.Requests) {
                requests = less(requests, left.get(i));
            } else if (limit instanceof Limit.Tokens) {
                tokens = less(tokens, left.get(i));
            }
        }
        return new Remainder(picoUsd, requests, tokens);
    }

    private static long less(long before, long left) {
        return before == NO_LIMIT ? left : Math.min(before, left);
    }

    /** {@return the header fields that tell it} */
    Headers headers() {
        if (equals(NONE)) {
            return Headers.none();
        }
        Headers.Builder headers = Headers.builder();
        if (picoUsd != NO_LIMIT) {
            headers.add("x-dheera-budget-remaining-usd", PicoUsd.toText(picoUsd));
        }
        if (requests != NO_LIMIT) {
            headers.add("x-dheera-ratelimit-remaining-requests", Long.toString(requests));
        }
        if (tokens != NO_LIMIT) {
            headers.add("x-dheera-ratelimit-remaining-tokens", Long.toString(tokens));
        }
        return headers.build();
    }
}
