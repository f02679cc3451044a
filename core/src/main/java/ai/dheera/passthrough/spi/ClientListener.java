/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

import java.nio.ByteBuffer;

/**
 * What the gateway wants to hear of a client. Called by the adapter from any thread; never blocks and never throws.
 */
public interface ClientListener {

    /**
     * A piece of the body came, in answer to {@link ClientExchange#readBody}.
     *
     * @param piece at least one byte, from position to limit; the gateway's from now on
     */
    void bodyPiece(ByteBuffer piece);

    /** The body is at its end, in answer to {@link ClientExchange#readBody}. */
    void bodyEnd();

    /** Nothing is held ({@link ClientExchange#pending}) any more. May be told more often than needed, never less. */
    void drained();

    /** The answer is over: {@link ClientExchange#end} was called, and all of it was handed to the server. */
    void sent();

    /**
     * The client is gone, or its connection broke. Told at most once; the answer can no longer be sent.
     *
     * @param cause what the server saw
     */
    void gone(Throwable cause);
}
