/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.spi.Headers;

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
