/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import java.util.Map;
import java.util.Set;

/**
 * A kind of store that a configuration file may name under {@code usage}, found by {@link java.util.ServiceLoader}.
 *
 * <pre>{@code "usage": { "jdbc": { "url": "jdbc:postgresql://db/usage", "user": "gateway", "password": "…" } }}</pre>
 */
public interface UsageStoreKind {

    /** {@return the member of {@code usage} that asks for it, such as {@code jdbc}} */
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
    UsageStore open(Map<String, String> options);
}
