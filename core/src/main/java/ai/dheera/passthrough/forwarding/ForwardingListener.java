/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears of a forwarding: on its way, of what comes and that a credential was refused; at its end, exactly one of the other two, once, from
 * any thread.
 */
public interface ForwardingListener {

    /**
     * The provider answered 401, 403 or 429.
     *
     * @param refused the credential that it answered so
     * @param status the answer's status
     * @param retryAfter how long the provider asks to wait, if it does
     * @return the call to try next, with another credential; empty where the answer is the client's
     */
    Optional<Call> credentialRefused(Credential refused, int status, Optional<Duration> retryAfter);

    /**
     * The signer of a credential failed; nothing was sent.
     *
     * @param failed the credential
     * @return the call to try next, with another credential; empty where there is none
     */
    Optional<Call> credentialFailed(Credential failed);

    /**
     * The head of the answer that the client gets has come.
     *
     * @param headers its fields
     */
    void answerBegan(Headers headers);

    /**
     * A piece of the answer's body has come.
     *
     * @param piece left as it is
     * @return what goes to the client of it: nearly always the piece itself
     */
    ByteBuffer answered(ByteBuffer piece);

    /** {@return what goes to the client behind the last piece of the answer's body: nearly always nothing} */
    ByteBuffer answerEnded();

    /** {@return what stands before the request's path in URLs for the client, without a slash at the end} */
    String baseUrl();

    /**
     * The provider told the client a URL at which the exchange goes on, an upload's for instance.
     *
     * @param target path and query below the gateway's mount, as the client gets them
     */
    void continuedAt(String target);

    /**
     * The provider gave no answer; the client still waits for one.
     *
     * @param refusal what to tell it
     * @param outcome {@link Outcome#UPSTREAM_UNREACHABLE}, {@link Outcome#UPSTREAM_TIMEOUT} or {@link Outcome#FAILED}
     */
    void unanswered(Refusal refusal, Outcome outcome);

    /**
     * The exchange is over; nothing more goes to the client.
     *
     * @param outcome how it ended
     */
    void ended(Outcome outcome);
}
