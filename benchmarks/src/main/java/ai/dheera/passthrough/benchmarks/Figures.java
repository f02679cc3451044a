/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What the rounds of one contender at one workload have cost, in microseconds. */
final class Figures {

    private final List<Double> sorted = new ArrayList<>();

    void add(double micros) {
        sorted.add(micros);
        Collections.sort(sorted);
    }

    double median() {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** {@return the median, and the lowest and highest of all} */
    @Override
    public String toString() {
        double lowest = sorted.get(0);
        double highest = sorted.get(sorted.size() - 1);
        return String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", median(), lowest, highest);
    }
}
