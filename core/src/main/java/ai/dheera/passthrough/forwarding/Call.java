/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Destination;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;

/**
 * What is to be sent upstream.
 *
 * @param provider whose endpoint it is
 * @param destination where to
 * @param credential what the provider accepts
 * @param request what the client sent
 * @param requestId the gateway's name for the exchange
 * @param added the header fields that the answer to the client carries besides the provider's
 * @param proof the header fields with which the credential's signer proves who sends it; none before it has
 */
public record Call(
        Provider provider,
        Destination destination,
        Credential credential,
        ClientRequest request,
        String requestId,
        Headers added,
        Headers proof) {

    /**
     * A call that nothing proves yet.
     *
     * @param provider whose endpoint it is
     * @param destination where to
     * @param credential what the provider accepts
     * @param request what the client sent
     * @param requestId the gateway's name for the exchange
     * @param added the header fields that the answer to the client carries besides the provider's
     */
    public Call(
            Provider provider,
            Destination destination,
            Credential credential,
            ClientRequest request,
            String requestId,
            Headers added) {
        this(provider, destination, credential, request, requestId, added, Headers.none());
    }

    Call provedBy(Headers fields) {
        return new Call(provider, destination, credential, request, requestId, added, fields);
    }
}
