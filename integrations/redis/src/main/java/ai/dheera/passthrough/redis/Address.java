/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where Redis is: one server, one that sentinels watch, or a cluster. Immutable. */
final class Address {

    private static final Set<String> PLAIN = Set.of(RedisURI.URI_SCHEME_REDIS, RedisURI.URI_SCHEME_REDIS_SECURE);
    private static final Set<String> SENTINEL =
            Set.of(RedisURI.URI_SCHEME_REDIS_SENTINEL, RedisURI.URI_SCHEME_REDIS_SENTINEL_SECURE);

    private static final String MASTER_ID = RedisURI.PARAMETER_NAME_SENTINEL_MASTER_ID + "=";

    private final List<RedisURI> nodes;
    private final boolean cluster;
    private final String name;

    private Address(List<RedisURI> nodes, boolean cluster, String name) {
        this.nodes = nodes;
        this.cluster = cluster;
        this.name = name;
    }

    /**
     * {@return the address that a URI tells}
     *
     * @param text the URI; of several hosts it names a cluster, unless they are sentinels
     * @param cluster whether a single host is one of a cluster
     * @throws IllegalArgumentException where it is none; the message has no secret in it
     */
    static Address of(String text, boolean cluster) {
        String scheme = text.replaceFirst(":.*", "");
        if (!PLAIN.contains(scheme) && !SENTINEL.contains(scheme)) {
            throw new IllegalArgumentException(
                    "a URI of Redis begins with redis://, rediss://, redis-sentinel:// or rediss-sentinel://");
        }
        if (SENTINEL.contains(scheme) && !text.contains("#") && !text.contains(MASTER_ID)) {
            throw new IllegalArgumentException(
                    "a URI of sentinels ends with the name under which they know the server: redis-sentinel://a,b,c#name");
        }
        List<RedisURI> nodes = nodes(scheme, text);
        String hosts = scheme + "://" + nodes.stream().map(Address::hosts).collect(Collectors.joining(","));
        if (SENTINEL.contains(scheme)) {
            return watched(nodes.get(0), cluster, hosts);
        }
        return new Address(nodes, cluster || nodes.size() > 1, hosts);
    }

    private static Address watched(RedisURI sentinels, boolean cluster, String hosts) {
        if (cluster) {
            throw new IllegalArgumentException("sentinels watch no cluster: name its nodes, redis://a,b,c");
        }
        return new Address(List.of(sentinels), false, hosts + "#" + sentinels.getSentinelMasterId());
    }

    /** What goes wrong in there may tell the whole text, and with it the password. */
    private static List<RedisURI> nodes(String scheme, String text) {
        try {
            return SENTINEL.contains(scheme)
                    ? List.of(RedisURI.create(text))
                    : RedisClusterURIUtil.toRedisURIs(URI.create(text));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException(
                    "this is no URI of Redis; they look like redis://redis.example:6379/0. Give the user and the password"
                            + " apart where they have other characters than letters and digits");
        }
    }

    private static String hosts(RedisURI node) {
        return node.getSentinels().isEmpty()
                ? node.getHost() + ":" + node.getPort()
                : node.getSentinels().stream().map(Address::hosts).collect(Collectors.joining(","));
    }

    /** {@return this, for a user who has to give a password} */
    Address as(Optional<String> user, String password) {
        for (RedisURI node : nodes) {
            user.ifPresentOrElse(
                    known -> node.setAuthentication(known, password), () -> node.setAuthentication(password));
        }
        return this;
    }

    /** {@return this, waited for so long when a connection begins} */
    Address patientFor(Duration patience) {
        nodes.forEach(node -> node.setTimeout(patience));
        return this;
    }

    /** {@return whether these are nodes of a cluster} */
    boolean isCluster() {
        return cluster;
    }

    /** {@return the server, or those nodes of a cluster that are known} */
    List<RedisURI> nodes() {
        return nodes;
    }

    /** {@return where it is, without secrets} */
    @Override
    public String toString() {
        return name;
    }
}
