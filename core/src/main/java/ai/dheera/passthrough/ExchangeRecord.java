/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import ai.dheera.passthrough.forwarding.Forwarding;
import ai.dheera.passthrough.models.ModelFinder;
import ai.dheera.passthrough.spi.ClientRequest;
import java.math.BigDecimal;
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
    private volatile @Nullable Route route;
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

    void routed(Route found) {
        route = found;
    }

    /** The client gets an answer of the gateway's own. */
    void ownAnswer(int status, long bytes) {
        ownStatus = status;
        ownBytes = bytes;
    }

    UsageRecord toUsageRecord(Outcome outcome, Optional<Forwarding> forwarding, long requestBytes) {
        Optional<VirtualKey> owner = Optional.ofNullable(key);
        Optional<Route> to = Optional.ofNullable(route);
        boolean own = ownStatus != 0;
        int status = own ? ownStatus : forwarding.map(Forwarding::status).orElse(0);
        Optional<BigDecimal> cost =
                to.flatMap(Route::costUsd).map(fixed -> status / 100 == 2 ? fixed : BigDecimal.ZERO);
        return new UsageRecord(
                requestId,
                startedAt,
                firstByteMs(forwarding),
                millisSinceStart(System.nanoTime()),
                owner.map(VirtualKey::id),
                owner.flatMap(VirtualKey::owner),
                owner.flatMap(VirtualKey::team),
                owner.map(VirtualKey::tags).orElse(Map.of()),
                Optional.ofNullable(provider).filter(name -> !name.isEmpty()),
                to.map(Route::path),
                request.method(),
                pathWithoutKeys(),
                Optional.ofNullable(model).flatMap(ModelFinder::model),
                Optional.empty(),
                status,
                outcome,
                error.or(() -> forwarding.flatMap(Forwarding::error)),
                forwarding.map(Forwarding::streamed).orElse(false),
                requestBytes,
                own ? ownBytes : forwarding.map(Forwarding::bytesAnswered).orElse(0L),
                Map.of(),
                UsageSource.NONE,
                cost,
                cost.isPresent() ? Pricing.FIXED : Pricing.UNPRICED,
                forwarding.map(Forwarding::credential).map(Credential::id),
                forwarding.map(Forwarding::attempts).orElse(0),
                forwarding.flatMap(Forwarding::upstreamRequestId),
                request.clientAddress());
    }

    private OptionalLong firstByteMs(Optional<Forwarding> forwarding) {
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
