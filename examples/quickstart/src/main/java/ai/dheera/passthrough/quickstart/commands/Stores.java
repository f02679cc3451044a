/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.commands;

import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.limits.LimitStore;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the stores that a gateway uses, for who is to close them. */
public interface Stores {

    /**
     * {@return the store that keys are in}
     *
     * @param config the configuration file that names it; empty for the embedded default's
     * @throws Exception with a message for the operator
     */
    IssuingKeyStore keys(Optional<Path> config) throws Exception;

    /**
     * {@return the store that budgets are counted in}
     *
     * @param config the configuration file that names it; empty for the embedded default's
     * @throws Exception with a message for the operator; also where they are counted in the memory of the gateway
     */
    LimitStore limits(Optional<Path> config) throws Exception;
}
