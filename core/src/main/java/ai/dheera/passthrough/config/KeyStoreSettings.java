/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.keys.IssuingKeyStore;
import java.util.Map;

/**
 * What a configuration says of the store that operators issue keys in. Immutable.
 *
 * @param kind such as {@code jdbc}
 * @param options the kind's, by their names; secrets among them
 */
public record KeyStoreSettings(String kind, Map<String, String> options) {

    // Copies the options.
    public KeyStoreSettings {
        options = Map.copyOf(options);
    }

    /**
     * Opens the store, for who needs it without a gateway: a command line.
     *
     * @return the store, to be closed
     * @throws IllegalArgumentException where the options do not fit together, with what is wrong
     */
    public IssuingKeyStore open() {
        return StoreKinds.KEYS.open(kind, options);
    }

    /** {@return which kind it is, without the options} */
    @Override
    public String toString() {
        return "key store " + kind;
    }
}
