/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.forwarding.Forwarding;
import ai.dheera.passthrough.metering.Metered;
import ai.dheera.passthrough.models.ModelFinder;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.spi.ClientRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What is known of an exchange so far. Each field is written once, before the next step begins. */
final class ExchangeRecord {

    final String requestId = newId();
    volatile @Nullable String provider;
    volatile @Nullable VirtualKey key;
    volatile @Nullable ModelFinder model;
    volatile Optional<ErrorCode> error = Optional.empty();

    private final ClientRequest request;
    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();
    private volatile @Nullable Routed routed;
    private volatile long endedNanos;
    private volatile Outcome outcome = Outcome.FAILED;
    private volatile Optional<Forwarding> forwarding = Optional.empty();
    private volatile Optional<String> servedModel = Optional.empty();
    private volatile long requestBytes;
    private volatile int ownStatus;
    private volatile long ownBytes;

    ExchangeRecord(ClientRequest request, Instant startedAt) {
        this.request = request;
        this.startedAt = startedAt;
    }

    /** Long enough that no two exchanges of any node share one, and without a meaning. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "dpt_" + Long.toHexString(random.nextLong() | Long.MIN_VALUE)
                + Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }

    Instant startedAt() {
        return startedAt;
    }

    void routed(Routed found) {
        routed = found;
    }

    /** The client gets an answer of the gateway's own. */
    void ownAnswer(int status, long bytes) {
        ownStatus = status;
        ownBytes = bytes;
    }

    /** It is over. Called once, before it is told. */
    void ended(Outcome how, Optional<Forwarding> forwarded, long sentBytes) {
        endedNanos = System.nanoTime();
        outcome = how;
        forwarding = forwarded;
        requestBytes = sentBytes;
    }

    /** What it was to the provider; empty where it never came so far. */
    Optional<Served> served(String host, boolean sent, Metered metered) {
        Routed to = routed;
        servedModel = metered.model();
        return to == null
                ? Optional.empty()
                : Optional.of(new Served(
                        to.provider(),
                        to.route(),
                        to.path(),
                        askedModel(),
                        host,
                        upstreamStatus(),
                        outcome,
                        sent,
                        metered,
                        startedAt));
    }

    private int upstreamStatus() {
        return forwarding.map(Forwarding::status).orElse(0);
    }

    private Optional<String> askedModel() {
        return Optional.ofNullable(model).flatMap(ModelFinder::model);
    }

    UsageRecord toUsageRecord(Settlement settlement) {
        Optional<VirtualKey> owner = Optional.ofNullable(key);
        boolean own = ownStatus != 0;
        return new UsageRecord(
                requestId,
                startedAt,
                firstByteMs(),
                millisSinceStart(endedNanos),
                owner.map(VirtualKey::id),
                owner.flatMap(VirtualKey::owner),
                owner.flatMap(VirtualKey::team),
                owner.map(VirtualKey::tags).orElse(Map.of()),
                Optional.ofNullable(provider).filter(name -> !name.isEmpty()),
                Optional.ofNullable(routed).map(to -> to.route().path()),
                request.method(),
                pathWithoutKeys(),
                askedModel(),
                servedModel,
                own ? ownStatus : upstreamStatus(),
                outcome,
                error.or(() -> forwarding.flatMap(Forwarding::error)),
                forwarding.map(Forwarding::streamed).orElse(false),
                requestBytes,
                own ? ownBytes : forwarding.map(Forwarding::bytesAnswered).orElse(0L),
                settlement.units(),
                settlement.source(),
                settlement.costUsd(),
                settlement.pricing(),
                forwarding.map(Forwarding::credential).map(Credential::id),
                forwarding.map(Forwarding::attempts).orElse(0),
                forwarding.flatMap(Forwarding::upstreamRequestId),
                request.clientAddress());
    }

    private OptionalLong firstByteMs() {
        long at = forwarding.map(Forwarding::firstByteAt).orElse(0L);
        return at == 0 ? OptionalLong.empty() : OptionalLong.of(millisSinceStart(at));
    }

    private long millisSinceStart(long nanos) {
        return (nanos - startedNanos) / 1_000_000;
    }

    private String pathWithoutKeys() {
        String query = KeyCarriers.withoutKeys(request.query());
        return query == null ? request.path() : request.path() + "?" + query;
    }
}
