/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.credentials;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Refusal;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Picks a credential of a provider's pool, each as often as its weight says. Stateless. */
public final class CredentialPicker {

    private CredentialPicker() {}

    /**
     * {@return one of the provider's credentials}
     *
     * @param provider the provider
     * @throws Refusal {@code no_credential}: the client's own key is never sent instead
     */
    public static Credential pick(Provider provider) {
        List<Credential> pool = provider.credentials();
        if (pool.isEmpty()) {
            throw Refusal.of(
                    ErrorCode.NO_CREDENTIAL,
                    "The gateway has no credential for provider '" + provider.name() + "'. Its operator has to"
                            + " configure one.");
        }
        return pool.size() == 1 ? pool.get(0) : byWeight(pool);
    }

    private static Credential byWeight(List<Credential> pool) {
        long all = pool.stream().mapToLong(Credential::weight).sum();
        long drawn = ThreadLocalRandom.current().nextLong(all);
        for (Credential credential : pool) {
            drawn -= credential.weight();
            if (drawn < 0) {
                return credential;
            }
        }
        throw new AssertionError("the weights add up to less than " + all);
    }
}
