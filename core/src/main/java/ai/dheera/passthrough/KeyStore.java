/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the virtual key that a client presented. Implement it against the database that holds your keys:
 *
 * <pre>{@code
 * KeyStore keys = presented -> database.findByHash(presented.sha256())
 *         .map(row -> VirtualKey.withId(row.id()).owner(row.owner()).enabled(row.active()).build());
 * }</pre>
 *
 * <p><b>Threading and blocking.</b> Called from several threads at once. A store may block: unless
 * {@link #blocking()} says otherwise it is called on a small pool of worker threads, never on an event loop, and for
 * one presented key by one thread at a time.
 *
 * <p><b>Caching.</b> Answers, misses too, are remembered for a short while ({@link PassThrough.Builder#keyCache}); a
 * changed key takes effect after that, or at once where the store {@linkplain #onChange tells} of it, or someone calls
 * {@link PassThrough#keyChanged}.
 *
 * <p><b>Errors.</b> Whatever is thrown refuses the exchange with 503 {@code key_store_unavailable}; it is not cached.
 */
@FunctionalInterface
public interface KeyStore {

    /**
     * {@return the virtual key, or empty where there is none such} A disabled or expired key is to be returned as
     * such, so that its user learns why.
     *
     * @param presented what the client sent
     * @throws Exception where the store cannot tell
     */
    Optional<VirtualKey> find(PresentedKey presented) throws Exception;

    /**
     * {@return whether {@link #find} may wait for anything} A store that answers from memory says false, is called on
     * the caller's thread and never cached.
     */
    default boolean blocking() {
        return true;
    }

    /**
     * {@return the virtual key, where a store that may wait knows it without waiting} Asked before {@link #find}, on the
     * caller's thread, and never cached.
     *
     * @param presented what the client sent
     * @throws Exception where the store cannot tell
     */
    default Optional<VirtualKey> findAtOnce(PresentedKey presented) throws Exception {
        return Optional.empty();
    }

    /** Wants to know when keys change. Called in any thread, and returns at once. */
    interface Listener {

        /**
         * A key was issued, changed or deleted.
         *
         * @param keyId its id
         */
        void keyChanged(String keyId);

        /** Any keys may have changed. */
        void keysChanged();
    }

    /**
     * Tells of changes from now on, if the store can: what was remembered of changed keys is forgotten then. A gateway
     * asks for that when it is built, and ends it when it is closed.
     *
     * @param listener told of each
     * @return ends it
     */
    default Runnable onChange(Listener listener) {
        return () -> {};
    }

    /** {@return a store that knows no key} */
    static KeyStore none() {
        return inMemory(Map.of());
    }

    /**
     * {@return a store over keys in memory}
     *
     * @param keysBySha256 the virtual keys by the {@linkplain PresentedKey#sha256(String) SHA-256} of their secrets;
     *     copied
     * @throws IllegalArgumentException where one of those is not 64 lower-case hex digits, and could never be found
     */
    static KeyStore inMemory(Map<String, VirtualKey> keysBySha256) {
        Map<String, VirtualKey> keys = Map.copyOf(keysBySha256);
        keys.forEach((sha256, key) -> {
            if (!sha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        "the SHA-256 of key '" + key.id() + "' must be 64 lower-case hex digits");
            }
        });
        return new KeyStore() {
            @Override
            public Optional<VirtualKey> find(PresentedKey presented) {
                return Optional.ofNullable(keys.get(presented.sha256()));
            }

            @Override
            public boolean blocking() {
                return false;
            }
        };
    }

    /**
     * {@return several stores as one: of those that know a key, the first counts}
     *
     * @param stores asked in order
     */
    static KeyStore firstOf(KeyStore... stores) {
        return new CombinedKeys(List.of(stores));
    }
}
