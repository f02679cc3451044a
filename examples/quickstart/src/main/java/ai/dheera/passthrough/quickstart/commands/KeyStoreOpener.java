/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.commands;

import ai.dheera.passthrough.keys.IssuingKeyStore;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the store that the keys are in. */
@FunctionalInterface
public interface KeyStoreOpener {

    /**
     * {@return the store, to be closed}
     *
     * @param config the configuration file that names it; empty for the embedded default's
     * @throws Exception with a message for the operator
     */
    IssuingKeyStore open(Optional<Path> config) throws Exception;
}
