/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.spi.Headers;
import java.util.List;
import java.util.OptionalLong;

/** What is left of an exchange's limits: of each kind, of the one of which the least is. Immutable. */
record Remainder(OptionalLong picoUsd, OptionalLong requests, OptionalLong tokens) {

    static final Remainder NONE = new Remainder(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /**
     * {@return what is left}
     *
     * @param limits the limits
     * @param left what is left of each, in their order
     */
    static Remainder of(List<Limit> limits, List<Long> left) {
        return new Remainder(
                least(Limit.Spend.class, limits, left),
                least(Limit.Requests.class, limits, left),
                least(Limit.Tokens.class, limits, left));
    }

    private static OptionalLong least(Class<? extends Limit> kind, List<Limit> limits, List<Long> left) {
        long least = Long.MAX_VALUE;
        boolean any = false;
        for (int i = 0; i < limits.size(); i++) {
            if (kind.isInstance(limits.get(i))) {
                any = true;
                least = Math.min(least, left.get(i));
            }
        }
        return any ? OptionalLong.of(least) : OptionalLong.empty();
    }

    /** {@return the header fields that tell it} */
    Headers headers() {
        if (equals(NONE)) {
            return Headers.none();
        }
        Headers.Builder headers = Headers.builder();
        picoUsd.ifPresent(left -> headers.add("x-dheera-budget-remaining-usd", PicoUsd.toText(left)));
        requests.ifPresent(left -> headers.add("x-dheera-ratelimit-remaining-requests", Long.toString(left)));
        tokens.ifPresent(left -> headers.add("x-dheera-ratelimit-remaining-tokens", Long.toString(left)));
        return headers.build();
    }
}
