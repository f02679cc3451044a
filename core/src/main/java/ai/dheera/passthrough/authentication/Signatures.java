/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.SigningSecret;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.SignableRequest;
import ai.dheera.passthrough.spi.SignatureVerifier;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Verifies that clients signed their requests, for the keys that demand it. Safe for use by several threads. */
public final class Signatures {

    private final List<SignatureVerifier> verifiers;
    private final Executor workers;

    /**
     * With the verifiers on the class path.
     *
     * @param workers where they work
     */
    public Signatures(Executor workers) {
        this.verifiers = ServiceLoader.load(SignatureVerifier.class, Signatures.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        this.workers = workers;
    }

    /** {@return whether any signature can be verified at all} */
    public static boolean available() {
        return ServiceLoader.load(SignatureVerifier.class, Signatures.class.getClassLoader())
                .findFirst()
                .isPresent();
    }

    /**
     * Verifies a signature.
     *
     * @param request the client's
     * @param baseUrl what stands before its path in the client's URL
     * @param body the whole body
     * @param secret the client's
     * @param then told on a worker thread whether the signature holds
     */
    public void verify(
            ClientRequest request,
            String baseUrl,
            List<ByteBuffer> body,
            SigningSecret secret,
            Consumer<Boolean> then) {
        SignableRequest signed = asSent(request, baseUrl, body);
        workers.execute(() -> then.accept(isSigned(signed, secret)));
    }

    /** No verifier, or one that fails, verifies nothing. */
    private boolean isSigned(SignableRequest request, SigningSecret secret) {
        try {
            return verifiers.stream().anyMatch(verifier -> verifier.verifies(request, secret.text()));
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static SignableRequest asSent(ClientRequest request, String baseUrl, List<ByteBuffer> body) {
        URI base = URI.create(baseUrl);
        String query = request.query() == null ? "" : "?" + request.query();
        return new SignableRequest(
                request.method(),
                base.getScheme(),
                request.headers().first("Host").orElse(base.getRawAuthority()),
                base.getRawPath() + request.path() + query,
                request.headers(),
                body,
                Map.of());
    }

    /** {@return what to tell a client whose request is not signed as its key demands} */
    public static Refusal refusal() {
        return Refusal.of(
                ErrorCode.INVALID_KEY,
                "The request is not signed with the secret of its key, or was signed too long ago.");
    }
}
