/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

import java.util.Map;
import java.util.Set;

/**
 * A kind of store that a configuration file may name, found by {@link java.util.ServiceLoader}. What it is a store of, an
 * interface of its own says.
 *
 * @param <S> the stores of this kind
 */
public interface StoreKind<S> {

    /** {@return the member of the configuration that asks for it, such as {@code jdbc}} */
    String name();

    /** {@return the options that it knows, each a text} */
    Set<String> options();

    /**
     * {@return a store}
     *
     * @param options those that are given, by their names
     * @throws IllegalArgumentException where they do not fit together, with what is wrong and what to do, and without
     *     any secret; a store that does not answer yet is no error
     */
    S open(Map<String, String> options);
}
