/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.spi.StoreKind;

/**
 * A kind of store that a configuration file may name under {@code usage}, found by {@link java.util.ServiceLoader}.
 *
 * <pre>{@code "usage": { "jdbc": { "url": "jdbc:postgresql://db/usage", "user": "gateway", "password": "…" } }}</pre>
 */
public interface UsageStoreKind extends StoreKind<UsageStore> {}
