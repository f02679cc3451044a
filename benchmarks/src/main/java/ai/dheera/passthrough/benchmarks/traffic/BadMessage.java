/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import java.io.IOException;

/** A proxy passed on something else than it was given: what it costs is of no interest then. */
final class BadMessage extends IOException {

    private static final long serialVersionUID = 1L;

    BadMessage(String what) {
        super(what);
    }
}
