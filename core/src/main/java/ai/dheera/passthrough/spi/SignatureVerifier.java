/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

/**
 * Verifies the signatures of clients that sign their requests; found by {@link java.util.ServiceLoader}. Safe for use by
 * several threads; called where it may take its time.
 */
public interface SignatureVerifier {

    /**
     * {@return whether a request is signed with a secret, now and as a whole} False where it is not signed in the way
     * that this verifier knows.
     *
     * @param request as the client sent it: its own host and path, all its header fields, its whole body
     * @param secret the client's
     */
    boolean verifies(SignableRequest request, String secret);
}
