/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.keys.AuditLog;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.keys.KeyStoreKind;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A kind of key store for tests, found as others are: stores of one name are the same. */
public final class IssuingKind implements KeyStoreKind {

    private static final Map<String, IssuingKeyStore> STORES = new ConcurrentHashMap<>();

    static IssuingKeyStore store(String name) {
        return STORES.computeIfAbsent(
                name, unused -> IssuingKeyStore.inMemory(AuditLog.slf4j(), InstantSource.system()));
    }

    @Override
    public String name() {
        return "issuing";
    }

    @Override
    public Set<String> options() {
        return Set.of("name", "password");
    }

    @Override
    public IssuingKeyStore open(Map<String, String> options) {
        String name = options.get("name");
        if (name == null) {
            throw new IllegalArgumentException("needs a name");
        }
        return store(name);
    }
}
