/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.credentials.CredentialPool;
import ai.dheera.passthrough.forwarding.Call;
import ai.dheera.passthrough.forwarding.ForwardingListener;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** The provider's side of an exchange: which credential it goes out with, and what comes of it. */
final class Dispatch implements ForwardingListener {

    private final Exchange exchange;
    private final Routed routed;
    private final Tally tally;
    private final CredentialPool pool;
    private final Headers added;

    /** Whether it may go out again with another credential. */
    private final boolean mayMove;

    private final Call first;
    private volatile String host = "";

    /**
     * A dispatch that has its credential.
     *
     * @param keyId whose exchange it is, where a route wants the same credential for the same client
     * @param added what the answer carries besides
     * @throws Refusal {@code no_credential}
     */
    Dispatch(Exchange exchange, Routed routed, Tally tally, CredentialPool pool, String keyId, Headers added) {
        this.exchange = exchange;
        this.routed = routed;
        this.tally = tally;
        this.pool = pool;
        this.added = added;
        boolean sticky = routed.route().sticky();
        mayMove = !sticky && routed.provider().credentials().size() > 1;
        first = call(sticky ? pool.pickFor(keyId) : pool.pick());
    }

    private Call call(Credential credential) {
        Destination destination =
                routed.provider().destination(routed.route(), routed.variables(), routed.path(), credential);
        host = destination.upstream().getHost();
        return new Call(
                routed.provider(), destination, credential, tally.sent(exchange.request()), exchange.id(), added);
    }

    Call first() {
        return first;
    }

    boolean mayMove() {
        return mayMove;
    }

    /** The host that it went to last. */
    String host() {
        return host;
    }

    @Override
    public Optional<Call> credentialRefused(Credential refused, int status, Optional<Duration> retryAfter) {
        pool.refused(refused, status, retryAfter);
        return withAnother(refused);
    }

    @Override
    public Optional<Call> credentialFailed(Credential failed) {
        pool.failed(failed);
        return withAnother(failed);
    }

    private Optional<Call> withAnother(Credential tried) {
        return mayMove ? pool.other(tried).map(this::call) : Optional.empty();
    }

    @Override
    public void answerBegan(Headers headers) {
        tally.answerBegan(headers);
    }

    @Override
    public ByteBuffer answered(ByteBuffer piece) {
        return tally.answered(piece);
    }

    @Override
    public ByteBuffer answerEnded() {
        return tally.answerEnded();
    }

    @Override
    public String baseUrl() {
        return exchange.baseUrl();
    }

    @Override
    public void continuedAt(String target) {
        exchange.continuedAt(target);
    }

    @Override
    public void unanswered(Refusal refusal, Outcome outcome) {
        exchange.refuse(refusal, outcome);
    }

    @Override
    public void ended(Outcome outcome) {
        exchange.end(outcome);
    }
}
