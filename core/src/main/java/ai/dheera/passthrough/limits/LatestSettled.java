/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the latest reservations that were settled, so that none is counted twice: a thousand that were held, and a
 * thousand that were not. Each exchange adds one of the former, which has to be cheap; they are looked for only where
 * something is settled that is not held, which is rare. Used by one thread at a time.
 */
final class LatestSettled {

    private static final int MOST = 1_000;

    private final @Nullable String[] held = new String[MOST];
    private final Set<String> neverHeld = new LinkedHashSet<>();
    private int next;

    /** One that was held is settled. */
    void add(String id) {
        held[next] = id;
        next = (next + 1) % MOST;
    }

    /** One that is not held is settled; false where that is no news. */
    boolean addNotHeld(String id) {
        boolean isNews = !Arrays.asList(held).contains(id) && neverHeld.add(id);
        if (neverHeld.size() > MOST) {
            neverHeld.remove(neverHeld.iterator().next());
        }
        return isNews;
    }

    /** {@return whether it was settled before it came to be held} */
    boolean wasNeverHeld(String id) {
        return neverHeld.contains(id);
    }
}
