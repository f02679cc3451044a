/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.spi.StoreKind;

/**
 * A kind of store that a configuration file may name under {@code keyStore}, found by {@link java.util.ServiceLoader}.
 *
 * <pre>{@code "keyStore": { "jdbc": { "url": "jdbc:postgresql://db/keys", "user": "gateway", "password": "…" } }}</pre>
 */
public interface KeyStoreKind extends StoreKind<IssuingKeyStore> {}
