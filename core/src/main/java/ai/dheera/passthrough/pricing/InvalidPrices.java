/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import java.util.List;

/** A file of prices that cannot be used, with everything that is wrong with it. */
public final class InvalidPrices extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidPrices(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** {@return one line each: file, place, what is wrong there, and what to write} */
    public List<String> problems() {
        return problems;
    }
}
