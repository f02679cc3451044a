/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.RequestSigner;
import ai.dheera.passthrough.spi.SignableRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Adds an access token. */
final class TokenSigner implements RequestSigner {

    private final RenewedToken token;
    private final Wording wording;

    TokenSigner(RenewedToken token, Wording wording) {
        this.token = token;
        this.wording = wording;
    }

    @Override
    public boolean signsBody() {
        return false;
    }

    @Override
    public CompletionStage<Headers> sign(SignableRequest request, Executor workers) {
        CompletableFuture<Headers> proof = new CompletableFuture<>();
        token.get(workers).whenComplete((found, failure) -> {
            if (failure == null) {
                proof.complete(Headers.builder()
                        .add("Authorization", "Bearer " + found.getToken())
                        .build());
            } else {
                proof.completeExceptionally(
                        new IllegalStateException("no access token of Entra: " + wording.of(failure)));
            }
        });
        return proof;
    }

    @Override
    public String toString() {
        return "access tokens of Entra";
    }
}
