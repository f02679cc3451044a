/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import ai.dheera.passthrough.VirtualKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What a key store answered of late, by the hash of the presented key. Concurrent look-ups of one key share one
 * answer; failures are not kept. Misses are kept apart, so that a flood of invented keys drives no real key out.
 */
final class KeyCache {

    private static final int MOST_KEYS = 10_000;

    private final Cache<String, VirtualKey> keys;
    private final Cache<String, Boolean> misses;
    private final ConcurrentMap<String, CompletableFuture<Optional<VirtualKey>>> running = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** A cache that keeps keys and misses for a while. */
    KeyCache(Duration keptFor) {
        keys = cache(keptFor);
        misses = cache(keptFor);
    }

    /** Puts its own house in order in the caller's thread: a worker may be stuck in the store. */
    private static <V> Cache<String, V> cache(Duration keptFor) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterWrite(keptFor)
                .executor(Runnable::run)
                .build();
    }

    CompletableFuture<Optional<VirtualKey>> get(
            String sha256, Supplier<CompletableFuture<Optional<VirtualKey>>> lookup) {
        VirtualKey known = keys.getIfPresent(sha256);
        if (known != null) {
            return CompletableFuture.completedFuture(Optional.of(known));
        }
        if (misses.getIfPresent(sha256) != null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<VirtualKey>> answer = new CompletableFuture<>();
        CompletableFuture<Optional<VirtualKey>> asked = running.putIfAbsent(sha256, answer);
        if (asked != null) {
            return asked;
        }
        ask(sha256, lookup, answer);
        return answer;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its outcome is passed on
    private void ask(
            String sha256,
            Supplier<CompletableFuture<Optional<VirtualKey>>> lookup,
            CompletableFuture<Optional<VirtualKey>> answer) {
        long changesBefore = changes.get();
        lookup.get().whenComplete((found, failure) -> {
            if (failure == null) {
                keep(sha256, found, changesBefore);
            }
            running.remove(sha256, answer);
            if (failure == null) {
                answer.complete(found);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    /** What was asked before a key changed may be of before, and is not kept. */
    private void keep(String sha256, Optional<VirtualKey> found, long changesBefore) {
        found.ifPresentOrElse(key -> keys.put(sha256, key), () -> misses.put(sha256, Boolean.TRUE));
        if (changes.get() != changesBefore) {
            keys.invalidate(sha256);
            misses.invalidate(sha256);
        }
    }

    /** Forgets a key, and every miss: the key may have been issued just now. Who asks from now on asks the store. */
    void forget(String keyId) {
        forgetMisses();
        keys.asMap().values().removeIf(key -> key.id().equals(keyId));
    }

    void forgetAll() {
        forgetMisses();
        keys.invalidateAll();
    }

    private void forgetMisses() {
        changes.incrementAndGet();
        running.clear();
        misses.invalidateAll();
    }
}
