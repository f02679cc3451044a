/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.usage.UsageStore;
import ai.dheera.passthrough.usage.UsageStoreKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code "jdbc": {…}} under {@code usage}: records go to a table, see {@link JdbcUsageStore}. Options: {@code url},
 * {@code user}, {@code password}, and {@code createSchema}, {@code "true"} where missing tables are to be created.
 */
public final class JdbcUsageStoreKind implements UsageStoreKind {

    private static final String URL = "url";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String CREATE_SCHEMA = "createSchema";

    /** For the {@link java.util.ServiceLoader}. */
    public JdbcUsageStoreKind() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Set<String> options() {
        return Set.of(URL, USER, PASSWORD, CREATE_SCHEMA);
    }

    @Override
    public UsageStore open(Map<String, String> options) {
        String url = url(options);
        boolean creates = createsTables(options);
        JdbcUsageStore store = JdbcUsageStore.connect(
                url, Optional.ofNullable(options.get(USER)), Optional.ofNullable(options.get(PASSWORD)));
        return creates ? store.creatingTables() : store;
    }

    private static String url(Map<String, String> options) {
        String url = options.getOrDefault(URL, "");
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException(
                    "needs a \"url\" that begins with jdbc:, such as jdbc:postgresql://db.example/usage");
        }
        return url;
    }

    private static boolean createsTables(Map<String, String> options) {
        String text = options.getOrDefault(CREATE_SCHEMA, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("\"createSchema\" is \"true\" or \"false\", not '" + text + "'");
        }
        return text.equals("true");
    }
}
