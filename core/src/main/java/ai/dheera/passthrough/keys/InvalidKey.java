/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import java.util.List;

/** A description of a virtual key that cannot be used, with everything that is wrong with it. */
public final class InvalidKey extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidKey(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** {@return one line each: document, place, and what is wrong there} */
    public List<String> problems() {
        return problems;
    }
}
