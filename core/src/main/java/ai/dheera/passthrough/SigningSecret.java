/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

/**
 * The secret with which a client signs its requests: of a signature one cannot keep the hash only. Its
 * {@link #toString()} does not show it.
 *
 * @param text the secret itself; never to be logged or recorded
 */
public record SigningSecret(String text) {

    // Refuses an empty one.
    public SigningSecret {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a signing secret is not empty");
        }
    }

    @Override
    public String toString() {
        return "signing secret";
    }
}
