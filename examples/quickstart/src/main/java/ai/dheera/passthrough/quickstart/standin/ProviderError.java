/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

/** A request that the stand-in does not answer as its sender wished. */
final class ProviderError extends Exception {

    private final int status;

    private ProviderError(int status, String message) {
        super(message);
        this.status = status;
    }

    static ProviderError badRequest(String message) {
        return new ProviderError(400, message);
    }

    static ProviderError unauthorized() {
        return new ProviderError(401, "The stand-in provider takes its own key only.");
    }

    static ProviderError notFound(String what) {
        return new ProviderError(404, "The stand-in provider has no " + what + ".");
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
