/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects everything that is wrong with a file of prices, each thing once, so that it can be told at once. */
final class Problems {

    private final String file;
    private final Set<String> found = new LinkedHashSet<>();

    Problems(String file) {
        this.file = file;
    }

    void add(String place, String what) {
        found.add(at(place) + what);
    }

    /** File and place, as any message about it begins. */
    String at(String place) {
        return file + ": " + place + ": ";
    }

    void throwIfAny() throws InvalidPrices {
        if (!found.isEmpty()) {
            throw new InvalidPrices(List.copyOf(found));
        }
    }
}
