/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.credentials;

import ai.dheera.passthrough.Provider;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.LongSupplier;

/** The pool of each provider, for as long as the provider is in use. Safe for use by several threads. */
public final class CredentialPools {

    private final LongSupplier clock;
    private final Cache<Provider, CredentialPool> pools =
            Caffeine.newBuilder().weakKeys().build();

    /**
     * No pools yet.
     *
     * @param clock nanoseconds, as {@link System#nanoTime} has them
     */
    public CredentialPools(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * {@return the pool of a provider}
     *
     * @param provider the provider
     */
    public CredentialPool of(Provider provider) {
        return pools.get(provider, each -> new CredentialPool(each, clock));
    }
}
