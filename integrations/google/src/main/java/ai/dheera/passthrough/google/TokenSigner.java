/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.RequestSigner;
import ai.dheera.passthrough.spi.SignableRequest;
import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.GoogleCredentials;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Adds an access token, as Google's library keeps and renews it: once for all who wait for it, and ahead of its end
 * while requests still get the old one.
 */
final class TokenSigner implements RequestSigner {

    private static final String QUOTA_PROJECT = "x-goog-user-project";

    private final FoundCredentials credentials;
    private final Optional<String> quotaProject;

    TokenSigner(FoundCredentials credentials, Optional<String> quotaProject) {
        this.credentials = credentials;
        this.quotaProject = quotaProject;
    }

    @Override
    public boolean signsBody() {
        return false;
    }

    @Override
    public CompletionStage<Headers> sign(SignableRequest request, Executor workers) {
        URI upstream = URI.create(request.scheme() + "://" + request.authority() + "/");
        Executor sure = new SureExecutor(workers);
        Proof proof = new Proof();
        credentials.get(sure).whenComplete((found, failure) -> {
            if (failure == null) {
                proof.ask(found, upstream, sure);
            } else {
                proof.onFailure(failure);
            }
        });
        return proof.headers;
    }

    @Override
    public String toString() {
        return "access tokens of Google";
    }

    private final class Proof implements RequestMetadataCallback {

        private final CompletableFuture<Headers> headers = new CompletableFuture<>();

        private void ask(GoogleCredentials found, URI upstream, Executor workers) {
            try {
                found.getRequestMetadata(upstream, workers, this);
            } catch (RuntimeException | Error e) {
                onFailure(e);
            }
        }

        @Override
        public void onSuccess(Map<String, List<String>> fields) {
            headers.complete(withQuotaProject(fields));
        }

        @Override
        public void onFailure(Throwable cause) {
            headers.completeExceptionally(new IllegalStateException("no access token of Google: " + Wording.of(cause)));
        }
    }

    /** A configured project goes before the one that the credentials' file names. */
    private Headers withQuotaProject(Map<String, List<String>> fields) {
        Headers.Builder headers = Headers.builder();
        fields.forEach((name, values) -> {
            if (quotaProject.isEmpty() || !name.equalsIgnoreCase(QUOTA_PROJECT)) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        quotaProject.ifPresent(project -> headers.add(QUOTA_PROJECT, project));
        return headers.build();
    }
}
