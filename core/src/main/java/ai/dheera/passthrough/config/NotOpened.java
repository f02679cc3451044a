/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import java.nio.file.Path;
import java.util.List;

/** What the configuration names, and what cannot be opened. */
final class NotOpened extends Exception {

    private static final long serialVersionUID = 1L;

    private final String place;

    NotOpened(String place, Exception cause) {
        super(cause.getMessage(), cause);
        this.place = place;
    }

    /** As the problem of a file that it is. */
    InvalidConfiguration in(Path file) {
        return new InvalidConfiguration(List.of(file + ": " + place + ": " + getMessage()));
    }
}
