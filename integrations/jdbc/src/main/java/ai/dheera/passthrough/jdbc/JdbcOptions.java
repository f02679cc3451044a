/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a configuration file says of a database.
 *
 * @param url the JDBC URL
 * @param user whose connections they are, where that is not in the URL
 * @param password the user's, likewise
 * @param createsTables whether missing tables are to be created
 */
record JdbcOptions(String url, Optional<String> user, Optional<String> password, boolean createsTables) {

    private static final String URL = "url";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String CREATE_SCHEMA = "createSchema";

    static final Set<String> NAMES = Set.of(URL, USER, PASSWORD, CREATE_SCHEMA);

    /**
     * {@return what the options say}
     *
     * @throws IllegalArgumentException where that is nothing that can be meant, without any secret
     */
    static JdbcOptions of(Map<String, String> options) {
        return new JdbcOptions(
                url(options),
                Optional.ofNullable(options.get(USER)),
                Optional.ofNullable(options.get(PASSWORD)),
                createsTables(options));
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

    /** {@return where the database is, without secrets} */
    @Override
    public String toString() {
        return Pool.withoutSecrets(url);
    }
}
