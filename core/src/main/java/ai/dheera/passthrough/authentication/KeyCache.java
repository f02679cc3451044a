/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import ai.dheera.passthrough.VirtualKey;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a key store answered of late, by the hash of the presented key. Concurrent look-ups of one key share one
 * answer; failures are not kept. Misses are kept apart and for a shorter while, so that a flood of invented keys
 * drives no real key out.
 */
final class KeyCache {

    private static final int MOST_KEYS = 10_000;

    private final AsyncCache<String, Optional<VirtualKey>> lookups;
    private final com.github.benmanes.caffeine.cache.Cache<String, Boolean> misses;

    /** A cache that keeps keys for a while, and misses for at most that long. */
    KeyCache(Duration keptFor, Executor executor) {
        lookups = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterWrite(keptFor)
                .executor(executor)
                .buildAsync();
        misses = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterWrite(keptFor)
                .build();
    }

    CompletableFuture<Optional<VirtualKey>> get(
            String sha256, Supplier<CompletableFuture<Optional<VirtualKey>>> lookup) {
        if (misses.getIfPresent(sha256) != null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return lookups.get(sha256, (hash, executor) -> lookup.get().thenApply(found -> keep(hash, found)));
    }

    private Optional<VirtualKey> keep(String sha256, Optional<VirtualKey> found) {
        if (found.isEmpty()) {
            misses.put(sha256, Boolean.TRUE);
        }
        return found;
    }

    /** Forgets a key, and every miss: the key may have been issued just now. */
    void forget(String keyId) {
        misses.invalidateAll();
        lookups.synchronous()
                .asMap()
                .values()
                .removeIf(found -> found.isEmpty() || found.get().id().equals(keyId));
    }
}
