/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

/**
 * What the application's properties say of the gateway. Beans go before them, and they go before the configuration file.
 *
 * @param enabled Whether the gateway is there at all.
 * @param config Path of a configuration file in JSON. It is watched.
 * @param path Path below which the gateway answers, after the context path: /llm for /llm/{provider}/..., or / for the root.
 * @param shared Whether a path whose first segment is no provider goes on to the application, instead of being answered with
 *     404. False, unless the path is the root.
 * @param adminPath Path of the admin API, after the context path, such as /_dheera/admin. There is none unless said otherwise.
 * @param order Place of the filter among the application's. Filters that come before it may read or change requests.
 * @param shutdownGrace How long running exchanges may go on when the application shuts down, the time of the web server's
 *     graceful shutdown included. What the configuration file says, or else 30 s.
 * @param keyCache How long the answer of a blocking key store is remembered.
 * @param limitPatience How long the store of limits may take to admit an exchange before it counts as away. What the
 *     configuration file says, or else 2 s.
 * @param trustedProxies Addresses of the reverse proxies, such as 10.0.0.0/8, that are trusted to tell where a request comes
 *     from. What the configuration file says, or else none.
 * @param eventLoops How many event loops talk to the providers. One a processor unless said otherwise.
 * @param longestHeldBody Longest body that is held whole, because its model has to be checked or it has to be signed. What the
 *     configuration file says, or else 25 MB.
 * @param publicUrl Where clients find the gateway, such as https://app.example/llm, where the server does not see it.
 * @param sslBundle Name of the SSL bundle with the certificates of providers that are trusted. The JVM's unless said otherwise.
 * @param healthTimeout How long a store may take to answer before it counts as down.
 * @param providers Providers by their names, each with one key. What needs more belongs into the configuration file.
 */
@ConfigurationProperties("dheera.passthrough")
record PassThroughProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Path config,
        @DefaultValue("/llm") String path,
        @Nullable Boolean shared,
        @Nullable String adminPath,
        @DefaultValue("" + Ordered.HIGHEST_PRECEDENCE) int order,
        @Nullable Duration shutdownGrace,
        @DefaultValue("10s") Duration keyCache,
        @Nullable Duration limitPatience,
        @Nullable List<String> trustedProxies,
        @Nullable Integer eventLoops,
        @Nullable DataSize longestHeldBody,
        @Nullable String publicUrl,
        @Nullable String sslBundle,
        @DefaultValue("2s") Duration healthTimeout,
        @DefaultValue Map<String, ProviderProperties> providers) {

    /**
     * What properties say of a provider.
     *
     * @param apiKey Key that the provider accepts.
     * @param like Built-in provider that this one is like, where its name is none of theirs.
     * @param upstream Base URL, in place of the built-in one.
     * @param timeouts How long it may take.
     */
    record ProviderProperties(
            @Nullable String apiKey,
            @Nullable String like,
            @Nullable String upstream,
            @DefaultValue TimeoutProperties timeouts) {

        /** Without the key. */
        @Override
        public String toString() {
            return "provider like " + like + " at " + upstream;
        }
    }

    /**
     * How long a provider may take.
     *
     * @param connect For a free connection, and for the connection with its TLS handshake. 5 s unless said otherwise.
     * @param firstByte For the head of the answer, from the last byte of the request on. 10 min unless said otherwise.
     * @param idle Between two pieces, in either direction. 5 min unless said otherwise.
     * @param total For the whole exchange. 1 h unless said otherwise.
     */
    record TimeoutProperties(
            @Nullable Duration connect,
            @Nullable Duration firstByte,
            @Nullable Duration idle,
            @Nullable Duration total) {}
}
