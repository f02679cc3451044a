/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Proves to a provider who sends a request, where one fixed text does not do: by a signature over the request, or by a
 * token that is fetched and renewed.
 *
 * <p><b>Threading.</b> Called from several threads at once, event loops among them, so it must not block: what takes
 * time runs on the executor that it is given, or on threads of its own.
 *
 * <p><b>Errors.</b> Whatever it throws, that it does not answer within the provider's timeout for connecting, and
 * whatever its answer fails with, lets the credential rest; the exchange moves
 * to another one of its pool, or is refused with 500 {@code no_credential}. The failure is logged with its message, which
 * therefore must hold no secret.
 */
public interface RequestSigner {

    /** {@return whether it has to see the whole body, which is then held up to a bound before anything is sent} */
    boolean signsBody();

    /**
     * {@return the header fields that prove who sends the request; they take the place of the client's of the same names}
     *
     * @param request what is about to be sent
     * @param workers where to do what takes time
     */
    CompletionStage<Headers> sign(SignableRequest request, Executor workers);
}
