/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.keys.KeyStoreKind;
import java.util.Map;
import java.util.Set;

/**
 * {@code "jdbc": {…}} under {@code keyStore}: keys are in a table, see {@link JdbcKeyStore}. Options: {@code url},
 * {@code user}, {@code password}, and {@code createSchema}, {@code "true"} where missing tables are to be created.
 */
public final class JdbcKeyStoreKind implements KeyStoreKind {

    /** For the {@link java.util.ServiceLoader}. */
    public JdbcKeyStoreKind() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Set<String> options() {
        return JdbcOptions.NAMES;
    }

    @Override
    public IssuingKeyStore open(Map<String, String> options) {
        JdbcOptions given = JdbcOptions.of(options);
        JdbcKeyStore store = JdbcKeyStore.connect(given.url(), given.user(), given.password());
        return given.createsTables() ? store.creatingTables() : store;
    }
}
