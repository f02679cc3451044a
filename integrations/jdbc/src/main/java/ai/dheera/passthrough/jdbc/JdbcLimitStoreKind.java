/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.LimitStoreKind;
import java.util.Map;
import java.util.Set;

/**
 * {@code "jdbc": {…}} under {@code limits}: budgets and rates are counted in tables, see {@link JdbcLimitStore}. Options:
 * {@code url}, {@code user}, {@code password}, and {@code createSchema}, {@code "true"} where missing tables are to be
 * created.
 */
public final class JdbcLimitStoreKind implements LimitStoreKind {

    /** For the {@link java.util.ServiceLoader}. */
    public JdbcLimitStoreKind() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Set<String> options() {
        return JdbcOptions.NAMES;
    }

    @Override
    public LimitStore open(Map<String, String> options) {
        JdbcOptions given = JdbcOptions.of(options);
        JdbcLimitStore store = JdbcLimitStore.connect(given.url(), given.user(), given.password());
        return given.createsTables() ? store.creatingTables() : store;
    }
}
