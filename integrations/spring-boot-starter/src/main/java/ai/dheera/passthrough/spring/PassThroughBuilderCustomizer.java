/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.PassThrough;

/**
 * Has the last word on how the gateway is built. Declare it as a bean; of several, those of higher order come later. Called
 * once, in the thread that starts the application; what it throws stops the start.
 */
@FunctionalInterface
public interface PassThroughBuilderCustomizer {

    /**
     * Changes what properties, beans and the configuration file have said.
     *
     * @param builder all set
     */
    void customize(PassThrough.Builder builder);
}
