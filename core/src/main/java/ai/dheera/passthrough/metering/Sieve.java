/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.metering.PathTree.Filter;
import ai.dheera.passthrough.metering.PathTree.Leaf;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an element of a filtered list told, until it is known which filters it passes: the member that says so may come
 * last. Used by one thread at a time.
 */
final class Sieve {

    private record Held(Leaf leaf, BigDecimal value) {}

    private final List<Filter> filters;
    private final boolean[] passed;
    private final List<Held> held = new ArrayList<>(2);

    /** A sieve for one element of a list. */
    Sieve(PathTree list) {
        filters = list.filters();
        passed = new boolean[filters.size()];
    }

    /** Whether a member decides about the element. */
    boolean asksFor(JsonToken member) {
        for (Filter filter : filters) {
            if (member.is(filter.member())) {
                return true;
            }
        }
        return false;
    }

    /** Looks at a text member of the element. */
    void look(byte[] member, String value) {
        for (int i = 0; i < passed.length; i++) {
            Filter filter = filters.get(i);
            passed[i] |=
                    Arrays.equals(filter.member(), member) && filter.value().equals(value);
        }
    }

    void hold(Leaf leaf, BigDecimal value) {
        held.add(new Held(leaf, value));
    }

    /** Lets through what may pass. */
    void empty(Values into) {
        for (Held each : held) {
            if (passed[each.leaf().filter()]) {
                into.add(each.leaf().slot(), each.value());
            }
        }
    }
}
