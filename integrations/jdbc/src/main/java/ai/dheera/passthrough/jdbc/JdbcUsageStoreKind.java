/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.usage.UsageStore;
import ai.dheera.passthrough.usage.UsageStoreKind;
import java.util.Map;
import java.util.Set;

/**
 * {@code "jdbc": {…}} under {@code usage}: records go to a table, see {@link JdbcUsageStore}. Options: {@code url},
 * {@code user}, {@code password}, and {@code createSchema}, {@code "true"} where missing tables are to be created.
 */
public final class JdbcUsageStoreKind implements UsageStoreKind {

    /** For the {@link java.util.ServiceLoader}. */
    public JdbcUsageStoreKind() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Set<String> options() {
        return JdbcOptions.NAMES;
    }

    @Override
    public UsageStore open(Map<String, String> options) {
        JdbcOptions given = JdbcOptions.of(options);
        JdbcUsageStore store = JdbcUsageStore.connect(given.url(), given.user(), given.password());
        return given.createsTables() ? store.creatingTables() : store;
    }
}
