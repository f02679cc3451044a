/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the virtual key that a client presented, and whether it works. A store that may block is asked on worker
 * threads, behind a cache. Safe for use by several threads.
 */
public final class Authenticator implements KeyStore.Listener {

    private static final Logger log = LoggerFactory.getLogger(Authenticator.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final KeyStore store;
    private final KeyCache cache;
    private final Executor workers;
    private final Clock clock;

    /**
     * An authenticator.
     *
     * @param store asked for keys
     * @param keptFor how long an answer of a blocking store is remembered
     * @param workers where a blocking store is called; bounded, and refusing beyond its bound
     * @param clock tells whether a key has expired
     */
    public Authenticator(KeyStore store, Duration keptFor, Executor workers, Clock clock) {
        this.store = store;
        this.cache = new KeyCache(keptFor);
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * Finds the virtual key of a request; the first presented key that the store knows counts. One of the two is told
     * once: in this thread where the answer is known at once, else in a worker's.
     *
     * @param presented what the client presented, best first
     * @param found told the key before either, whether it works or not
     * @param known told the key, if it works
     * @param refused told why there is none
     */
    public void authenticate(
            Collection<String> presented,
            Consumer<VirtualKey> found,
            Consumer<VirtualKey> known,
            Consumer<Refusal> refused) {
        if (presented.isEmpty()) {
            refused.accept(Refusal.of(
                    ErrorCode.MISSING_KEY,
                    "No key was sent. Put the key that this gateway issued to you where your SDK expects the"
                            + " provider's."));
        } else {
            tryNext(presented.iterator(), key -> tell(key, found, known, refused), refused);
        }
    }

    private void tell(
            VirtualKey key, Consumer<VirtualKey> found, Consumer<VirtualKey> known, Consumer<Refusal> refused) {
        found.accept(key);
        check(key).ifPresentOrElse(refused, () -> known.accept(key));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are told, and those who are told guard themselves
    private void tryNext(Iterator<String> presented, Consumer<VirtualKey> found, Consumer<Refusal> refused) {
        find(PresentedKey.of(presented.next())).whenComplete((key, failure) -> {
            if (failure != null) {
                refused.accept(unavailable(failure));
            } else if (key.isPresent()) {
                found.accept(key.get());
            } else if (presented.hasNext()) {
                tryNext(presented, found, refused);
            } else {
                refused.accept(Refusal.of(ErrorCode.INVALID_KEY, "The key is not one that this gateway issued."));
            }
        });
    }

    private Optional<Refusal> check(VirtualKey key) {
        if (!key.enabled()) {
            return Optional.of(Refusal.of(ErrorCode.KEY_DISABLED, "The key '" + key.id() + "' is disabled."));
        }
        return key.expiresAt()
                .filter(end -> !clock.instant().isBefore(end))
                .map(end -> Refusal.of(ErrorCode.KEY_EXPIRED, "The key '" + key.id() + "' expired at " + end + "."));
    }

    private CompletableFuture<Optional<VirtualKey>> find(PresentedKey presented) {
        try {
            boolean blocking = store.blocking();
            Optional<VirtualKey> atOnce = blocking ? atOnce(presented) : found(presented);
            return blocking && atOnce.isEmpty()
                    ? cache.get(presented.sha256(), () -> ask(presented))
                    : CompletableFuture.completedFuture(atOnce);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Optional<VirtualKey> atOnce(PresentedKey presented) throws Exception {
        return Objects.requireNonNull(store.findAtOnce(presented), "the key store answered null");
    }

    private CompletableFuture<Optional<VirtualKey>> ask(PresentedKey presented) {
        CompletableFuture<Optional<VirtualKey>> answer = new CompletableFuture<>();
        try {
            workers.execute(() -> {
                try {
                    answer.complete(found(presented));
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private Optional<VirtualKey> found(PresentedKey presented) throws Exception {
        return Objects.requireNonNull(store.find(presented), "the key store answered null");
    }

    private static Refusal unavailable(Throwable failure) {
        @Nullable Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RejectedExecutionException) {
            log.warn("The key store is slower than requests come: look-ups wait at their bound, this one is refused");
        } else {
            log.error("The key store failed", cause);
        }
        return Refusal.until(ErrorCode.KEY_STORE_UNAVAILABLE, "The key cannot be checked at the moment.", RETRY_AFTER);
    }

    /** Forgets what is remembered of a key. */
    @Override
    public void keyChanged(String keyId) {
        cache.forget(keyId);
    }

    /** Forgets what is remembered of all keys. */
    @Override
    public void keysChanged() {
        cache.forgetAll();
    }
}
