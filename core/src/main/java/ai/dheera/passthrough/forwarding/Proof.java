/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.RequestSigner;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Lets the signer of a call's credential, where it has one, prove who sends it. */
final class Proof {

    private Proof() {}

    /**
     * Proves a call; one of the two is told once, in this thread or another.
     *
     * @param upload holds the whole body where the signer has to see it
     * @param workers where signers do what takes time
     */
    @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are told
    static void of(Call call, Upload upload, Executor workers, Consumer<Call> proved, Consumer<Throwable> failed) {
        Optional<RequestSigner> signer = call.credential().signer();
        if (signer.isEmpty()) {
            proved.accept(call);
            return;
        }
        sign(signer.get(), call, upload, workers).whenComplete((fields, failure) -> {
            if (failure == null) {
                proved.accept(call.provedBy(fields));
            } else {
                failed.accept(reason(failure, call));
            }
        });
    }

    private static Throwable reason(Throwable failure, Call call) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return cause instanceof TimeoutException
                ? new TimeoutException(
                        "it took longer than " + call.provider().timeouts().connect() + " ('connect')")
                : cause;
    }

    /** A signer that has to wait for something may do so for as long as a connection may take. */
    private static CompletableFuture<Headers> sign(RequestSigner signer, Call call, Upload upload, Executor workers) {
        try {
            List<ByteBuffer> body = signer.signsBody() ? upload.held() : List.of();
            CompletableFuture<Headers> proof =
                    signer.sign(RequestHead.unsigned(call, body), workers).toCompletableFuture();
            long patience = call.provider().timeouts().connect().toMillis();
            return proof.isDone() ? proof : proof.copy().orTimeout(patience, TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
