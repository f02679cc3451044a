/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.LimitStoreKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code "redis": {…}} under {@code limits}: nodes share their counters in Redis, see {@link RedisLimitStore}. Options:
 * {@code uri}; {@code user} and {@code password}, where the URI has none; {@code prefix}, where gateways share a Redis and
 * nothing else; {@code cluster}, {@code "true"} where the URI names one host of a cluster.
 */
public final class RedisLimitStoreKind implements LimitStoreKind {

    private static final String URI = "uri";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String PREFIX = "prefix";
    private static final String CLUSTER = "cluster";

    /** For the {@link java.util.ServiceLoader}. */
    public RedisLimitStoreKind() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Set<String> options() {
        return Set.of(URI, USER, PASSWORD, PREFIX, CLUSTER);
    }

    @Override
    public LimitStore open(Map<String, String> options) {
        if (!options.containsKey(URI)) {
            throw new IllegalArgumentException("needs a \"uri\" such as redis://redis.example:6379");
        }
        RedisLimitStore.Builder store = RedisLimitStore.builder(options.get(URI));
        option(options, USER).ifPresent(store::user);
        option(options, PASSWORD).ifPresent(store::password);
        option(options, PREFIX).ifPresent(store::prefix);
        if (isCluster(options)) {
            store.cluster();
        }
        return store.open();
    }

    private static Optional<String> option(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name));
    }

    private static boolean isCluster(Map<String, String> options) {
        String text = options.getOrDefault(CLUSTER, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("\"cluster\" is \"true\" or \"false\", not '" + text + "'");
        }
        return text.equals("true");
    }
}
