/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

import java.util.Map;
import java.util.Set;

/**
 * A kind of credential that a configuration file may use, found by {@link java.util.ServiceLoader}: its {@link #name} is
 * the member of a credential that holds its options.
 *
 * <pre>{@code { "id": "main", "aws": { "profile": "production" }, "region": "us-east-1" }}</pre>
 *
 * <p>Called by one thread at a time, when a configuration is read.
 */
public interface CredentialScheme {

    /** {@return the member of a credential that asks for it, such as {@code aws}} */
    String name();

    /** {@return the options that it knows, each a text} */
    Set<String> options();

    /**
     * {@return what signs for a credential}
     *
     * @param options those that are given, by their names
     * @throws IllegalArgumentException where they do not fit together, with what is wrong and what to do, and without
     *     any secret
     */
    RequestSigner signer(Map<String, String> options);
}
