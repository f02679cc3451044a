/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The virtual keys of one kind that clients present, a thousand of them. */
public enum Keys {
    /** Without any limit. */
    UNLIMITED,
    /** With a budget and a limit on requests. */
    BUDGET,
    /** With two budgets, limits on requests for itself and its team, and limits on tokens and on parallel requests. */
    LIMITED;

    /** How many there are. */
    public static final int COUNT = 1_000;

    /** {@return all of them, in their order} */
    public Stream<String> all() {
        String kind = name().toLowerCase(Locale.ROOT);
        return IntStream.range(0, COUNT).mapToObj(number -> "sk-dheera-%s-%04d".formatted(kind, number));
    }
}
