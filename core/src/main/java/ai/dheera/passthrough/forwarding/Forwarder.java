/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.spi.ClientExchange;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.net.URI;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests upstream and streams the answers back. Never blocks, but for name look-ups on the worker threads.
 * Should an event loop die in spite of all guards, the next exchange gets new ones. Safe for use by several threads.
 */
public final class Forwarder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Forwarder.class);
    private static final int MOST_CONNECTIONS = 20_000;
    private static final int MOST_TARGETS = 1_000;

    private final Supplier<Connections> factory;
    private final Executor workers;
    private final Cache<Target, HttpRoute> routes = Caffeine.newBuilder()
            .maximumSize(MOST_TARGETS)
            .executor(Runnable::run)
            .removalListener(this::forgotten)
            .build();
    private volatile Connections connections;

    /**
     * A forwarder with event loops of its own.
     *
     * @param tls trusts the providers' certificates
     * @param loopCount how many event loops
     * @param workers where host names are looked up
     */
    public Forwarder(SSLContext tls, int loopCount, Executor workers) {
        this.factory = () -> new Connections(tls, loopCount, MOST_CONNECTIONS);
        this.workers = workers;
        this.connections = factory.get();
    }

    /**
     * {@return a forwarding that has yet to {@linkplain Forwarding#begin begin}}
     *
     * @param call what to send
     * @param client who gets the answer
     * @param upload the body of the request
     * @param listener hears of the end
     */
    public Forwarding forward(Call call, ClientExchange client, Upload upload, ForwardingListener listener) {
        return new Forwarding(call, client, upload, listener, this::lease, workers);
    }

    private Lease lease(Call call) {
        Connections alive = connections();
        Provider provider = call.provider();
        Target target = new Target(call.destination().upstream(), provider.maxConnections());
        HttpRoute route = routes.get(target, each -> route(each, alive));
        Timeout patience = Timeout.of(provider.timeouts().connect());
        return new Lease(alive, route, patience, workers, call.requestId());
    }

    private static HttpRoute route(Target target, Connections connections) {
        HttpRoute route = route(target.upstream());
        connections.limit(route, target.maxConnections());
        return route;
    }

    private static HttpRoute route(URI upstream) {
        boolean secure = "https".equalsIgnoreCase(upstream.getScheme());
        int port = upstream.getPort() >= 0 ? upstream.getPort() : secure ? 443 : 80;
        HttpHost host = new HttpHost(secure ? "https" : "http", bare(upstream.getHost()), port);
        return new HttpRoute(host, null, secure);
    }

    /** Where connections lead; clients may choose among the hosts of some providers, so they are forgotten again. */
    private void forgotten(@Nullable Target target, @Nullable HttpRoute route, RemovalCause cause) {
        if (route != null && cause.wasEvicted()) {
            connections.unlimit(route);
        }
    }

    private record Target(URI upstream, int maxConnections) {}

    /** An IPv6 literal stands in brackets in a URL, and without them everywhere else. */
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The connections whose event loops are alive. */
    Connections connections() {
        return connections.isBroken() ? renewed() : connections;
    }

    private synchronized Connections renewed() {
        Connections broken = connections;
        if (broken.isBroken()) {
            log.error("An event loop ended; all connections upstream are opened anew");
            connections = factory.get();
            routes.invalidateAll();
            broken.close();
        }
        return connections;
    }

    /** Closes connections that have been idle for too long. Called from time to time. */
    public void closeIdle() {
        connections.closeExpired();
    }

    /** {@return how many connections are leased to exchanges} */
    public int leased() {
        return connections.stats().getLeased();
    }

    /** {@return how many connections wait idle in the pool} */
    public int idle() {
        return connections.stats().getAvailable();
    }

    @Override
    public void close() {
        connections.close();
    }
}
