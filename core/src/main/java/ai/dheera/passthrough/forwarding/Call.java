/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.spi.ClientRequest;

/**
 * What is to be sent upstream.
 *
 * @param provider where to
 * @param path the raw path below the provider's base URL
 * @param credential what the provider accepts
 * @param request what the client sent
 * @param requestId the gateway's name for the exchange
 */
public record Call(Provider provider, String path, Credential credential, ClientRequest request, String requestId) {

    Call with(Credential other) {
        return new Call(provider, path, other, request, requestId);
    }
}
