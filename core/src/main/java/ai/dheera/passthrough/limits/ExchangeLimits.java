/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.limits.Limit.Kind;
import java.util.List;

/** The limits that an exchange comes under, in the order in which they are asked. Immutable. */
public final class ExchangeLimits {

    private final List<Limit> inOrder;

    /** At hand, since each exchange needs them: to read them off the limits would take longer than to use them. */
    private final Kind[] kinds;

    /**
     * Limits of an exchange.
     *
     * @param inOrder the limits, budgets last
     */
    public ExchangeLimits(List<? extends Limit> inOrder) {
        this.inOrder = List.copyOf(inOrder);
        this.kinds = inOrder.stream().map(Limit::kind).toArray(Kind[]::new);
    }

    /** {@return the limits} */
    public List<Limit> inOrder() {
        return inOrder;
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
        return kinds.length == 0;
    }

    /** {@return whether there is a budget among them} */
    public boolean haveBudgets() {
        return kinds.length > 0 && kinds[kinds.length - 1] == Kind.SPEND;
    }

    /**
     * {@return what is left of them, by what they count}
     *
     * @param left what is left of each, in their order; not negative
     */
    Remainder remainder(List<Long> left) {
        long picoUsd = Remainder.NO_LIMIT;
        long requests = Remainder.NO_LIMIT;
        long tokens = Remainder.NO_LIMIT;
        for (int i = 0; i < kinds.length; i++) {
            switch (kinds[i]) {
                case SPEND -> picoUsd = less(picoUsd, left.get(i));
                case REQUESTS -> requests = less(requests, left.get(i));
                case TOKENS -> tokens = less(tokens, left.get(i));
                case PARALLEL -> {} // nobody is told
            }
        }
        return new Remainder(picoUsd, requests, tokens);
    }

    private static long less(long before, long left) {
        return before == Remainder.NO_LIMIT ? left : Math.min(before, left);
    }
}
