/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

/** Settings that no gateway can be made of: what is wrong, and what helps. Tells no secret. */
final class InvalidSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    InvalidSettings(String wrong, String remedy) {
        super(wrong);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
