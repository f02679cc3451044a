/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

import java.nio.ByteBuffer;

/**
 * The client's half of one exchange, as the hosting server gives it: the request that came in, and the way to answer.
 * An adapter implements it once for its server; the servlet adapter is one, and a dozen lines over any other server
 * make another.
 *
 * <p><b>Threading.</b> The gateway calls from any thread, also from its event loops, so no method may block beyond a
 * moment. It calls {@link #head}, {@link #write}, {@link #flush}, {@link #end} and {@link #abort} one after the other,
 * never two at a time, and nothing after {@link #end} or {@link #abort}. {@link #readBody} may run beside them.
 *
 * <p><b>Errors.</b> A method that finds its client gone tells {@link ClientListener#gone} and returns; it does not
 * throw. What is thrown all the same ends the exchange as broken, and nothing else.
 */
public interface ClientExchange {

    /** {@return what the client asks for; the same at each call} */
    ClientRequest request();

    /**
     * {@return what stands before the request's path in the client's URL: scheme, host, port where it is not the usual
     * one, and the mount of the gateway, without a slash at the end, such as {@code https://app.example/llm}} Asked while
     * the exchange runs, if at all.
     */
    String baseUrl();

    /**
     * Says who is to hear of the client from now on. Called once, before any other method but {@link #request()}.
     *
     * @param listener the gateway's side
     */
    void listen(ClientListener listener);

    /**
     * Asks for the next piece of the body, which is answered by one call of {@link ClientListener#bodyPiece} or
     * {@link ClientListener#bodyEnd}, now or later, in this thread or another. Asked again only after that answer.
     * Nothing of the body is read before the first call, nor is {@code 100 Continue} sent.
     */
    void readBody();

    /**
     * Sets status and headers. They leave with the first piece, flush or end. A body of which nothing was asked for until
     * then is not asked for any more.
     *
     * @param status from 200 to 599
     * @param headers the header fields to send; without any that frame the message but {@code Content-Length}
     */
    void head(int status, Headers headers);

    /**
     * Takes a piece of the body, whole. What the client cannot take at once is held.
     *
     * @param piece the bytes from position to limit; theirs is the adapter from now on
     */
    void write(ByteBuffer piece);

    /** Sends on all that was written so far. */
    void flush();

    /** {@return how many written bytes are held because the client does not take them; 0 when none} */
    long pending();

    /** Ends a whole answer, after all that was written has left. */
    void end();

    /**
     * Ends a broken answer, so that no client can take it for a whole one. May be called beside any other method; after
     * it the others do nothing.
     */
    void abort();
}
