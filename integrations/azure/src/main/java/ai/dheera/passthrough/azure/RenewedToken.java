/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import com.azure.core.credential.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An access token that is fetched once for all who wait for it, and renewed ahead of its end while it goes on being
 * used. The Azure SDK's own cache lets the request wait that notices that it is time, and all others for half a minute
 * after a failure. Safe for use by several threads.
 */
final class RenewedToken {

    /** Where Entra does not say; the Azure SDK hands out the old token before. */
    private static final Duration RENEWED_AHEAD = Duration.ofMinutes(5);

    /** A token has to hold until the provider looks at it. */
    private static final Duration LEAST_LIFE = Duration.ofSeconds(30);

    /** Between two tries to renew a token that is still good. */
    private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(30);

    private final Source source;
    private final InstantSource clock;
    private final AtomicReference<@Nullable CompletableFuture<AccessToken>> fetching = new AtomicReference<>();
    private volatile Optional<AccessToken> token = Optional.empty();
    private volatile Instant nextRenewal = Instant.MIN;

    /** Fetches tokens, and may take its time. */
    interface Source {
        AccessToken fetch();
    }

    RenewedToken(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** The token; at once where there is a good one, or else once the workers have fetched one. */
    CompletionStage<AccessToken> get(Executor workers) {
        Instant now = clock.instant();
        Optional<AccessToken> good = token.filter(each -> isGood(each, now));
        if (good.isEmpty()) {
            return fetched(workers, now);
        }
        if (isDue(good.get(), now)) {
            CompletionStage<AccessToken> unused = fetched(workers, now);
        }
        return CompletableFuture.completedFuture(good.get());
    }

    private static boolean isGood(AccessToken token, Instant now) {
        return now.isBefore(token.getExpiresAt().toInstant().minus(LEAST_LIFE));
    }

    private boolean isDue(AccessToken token, Instant now) {
        OffsetDateTime told = token.getRefreshAt();
        Instant due = told == null ? token.getExpiresAt().toInstant().minus(RENEWED_AHEAD) : told.toInstant();
        return !now.isBefore(due) && !now.isBefore(nextRenewal);
    }

    /** By one at a time. */
    private CompletableFuture<AccessToken> fetched(Executor workers, Instant now) {
        CompletableFuture<AccessToken> next = new CompletableFuture<>();
        CompletableFuture<AccessToken> running = fetching.compareAndExchange(null, next);
        if (running != null) {
            return running;
        }
        Optional<AccessToken> meanwhile = token.filter(each -> isGood(each, now) && !isDue(each, now));
        if (meanwhile.isPresent()) {
            fetching.set(null);
            next.complete(meanwhile.get());
        } else {
            begin(next, workers);
        }
        return next;
    }

    private void begin(CompletableFuture<AccessToken> next, Executor workers) {
        try {
            workers.execute(() -> fetch(next));
        } catch (RuntimeException e) {
            fetching.set(null);
            next.completeExceptionally(e);
        }
    }

    private void fetch(CompletableFuture<AccessToken> next) {
        try {
            AccessToken fetched = source.fetch();
            token = Optional.of(fetched);
            end();
            next.complete(fetched);
        } catch (Throwable e) {
            end();
            next.completeExceptionally(e);
        }
    }

    private void end() {
        nextRenewal = clock.instant().plus(BETWEEN_RENEWALS);
        fetching.set(null);
    }
}
