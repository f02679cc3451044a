/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.spi.StoreKind;

/**
 * A kind of store that a configuration file may name under {@code limits}, found by {@link java.util.ServiceLoader}.
 *
 * <pre>{@code "limits": { "jdbc": { "url": "jdbc:postgresql://db/limits", "user": "gateway", "password": "…" } }}</pre>
 */
public interface LimitStoreKind extends StoreKind<LimitStore> {}
