/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.net.SocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Event loops, and the pool of connections on them. One class knows how HttpClient's parts are put together: its pool,
 * name look-up and TLS, over HttpCore's event loops and HTTP/1.1, without the client's execution chain (redirects,
 * cookies, authentication, retries), all of which a transparent proxy turns off. HTTP/1.1 only: over HTTP/2 ending one
 * exchange early would, in this version of HttpClient, end all others of its connection.
 *
 * <p>Safe for use by several threads.
 */
final class Connections implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    /** Three buffers of this size belong to each connection, so it bounds how many streams fit into a heap. */
    private static final int BUFFER_SIZE = 8 * 1024;

    private static final int LONGEST_HEADER_LINE = 16 * 1024;
    private static final int MOST_HEADERS = 200;

    /** HttpClient 5.5, which Spring Boot 3.5 has, forgets to ask TLS for it, and would then check no name at all. */
    private static final HostnameVerificationPolicy HOST_NAMES = HostnameVerificationPolicy.BOTH;

    private static final TimeValue TIME_TO_LIVE = TimeValue.ofMinutes(10);
    private static final Timeout SELECT_INTERVAL = Timeout.ofMilliseconds(250);

    private final DefaultConnectingIOReactor loops;
    private final PoolingAsyncClientConnectionManager pool;
    private volatile boolean broken;
    private volatile boolean closing;

    Connections(SSLContext tls, int loopCount, int mostConnections) {
        pool = pool(tls, mostConnections);
        loops = loops(loopCount);
        loops.start();
    }

    private static PoolingAsyncClientConnectionManager pool(SSLContext tls, int mostConnections) {
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setTlsStrategy(ClientTlsStrategyBuilder.create()
                        .setSslContext(tls)
                        .setSslBufferMode(SSLBufferMode.DYNAMIC)
                        .setHostVerificationPolicy(HOST_NAMES)
                        .buildAsync())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setTimeToLive(TIME_TO_LIVE)
                        .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
                        .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setMaxConnTotal(mostConnections)
                .setMaxConnPerRoute(mostConnections)
                .build();
    }

    private DefaultConnectingIOReactor loops(int count) {
        Http1Config http = Http1Config.custom()
                .setBufferSize(BUFFER_SIZE)
                .setMaxLineLength(LONGEST_HEADER_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .setInitialWindowSize(Integer.MAX_VALUE)
                .build();
        HttpProcessor untouched = HttpProcessorBuilder.create().build();
        IOReactorConfig config = IOReactorConfig.custom()
                .setIoThreadCount(count)
                .setSelectInterval(SELECT_INTERVAL)
                .setTcpNoDelay(true)
                .setSoKeepAlive(true)
                .build();
        return new DefaultConnectingIOReactor(
                (session, attachment) -> new GuardedHandler(new PacedSession(session), untouched, http),
                config,
                this::loopThread,
                null,
                this::loopFailed,
                null,
                null);
    }

    /** A loop that is closed from outside complains of it. */
    private void loopFailed(Exception cause) {
        if (!closing) {
            log.error("An event loop failed", cause);
        }
    }

    private Thread loopThread(Runnable loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } finally {
                        broken = !closing;
                    }
                },
                "dheera-passthrough-loop");
        thread.setDaemon(true);
        return thread;
    }

    /** Whether an event loop has ended that should not have: connections that would fall to it get stuck. */
    boolean isBroken() {
        return broken;
    }

    void limit(HttpRoute route, int mostConnections) {
        pool.setMaxPerRoute(route, mostConnections);
    }

    void unlimit(HttpRoute route) {
        pool.setMaxPerRoute(route, -1);
    }

    Future<AsyncConnectionEndpoint> lease(
            String exchange, HttpRoute route, Timeout timeout, FutureCallback<AsyncConnectionEndpoint> callback) {
        return pool.lease(exchange, route, null, timeout, callback);
    }

    /** Connects a leased endpoint. Looks the host's name up in the calling thread, which may take its time. */
    Future<AsyncConnectionEndpoint> connect(
            AsyncConnectionEndpoint endpoint, Timeout timeout, FutureCallback<AsyncConnectionEndpoint> callback) {
        return pool.connect(endpoint, this::open, timeout, null, null, callback);
    }

    /** Opens a connection, and shows the pool that side of it that its handler works with. */
    private Future<IOSession> open(
            NamedEndpoint host,
            SocketAddress remote,
            @Nullable SocketAddress local,
            Timeout timeout,
            @Nullable Object attachment,
            FutureCallback<IOSession> callback) {
        return loops.connect(host, remote, local, timeout, attachment, new CallbackContribution<>(callback) {
            @Override
            public void completed(IOSession session) {
                IOEventHandler handler = session.getHandler();
                callback.completed(handler instanceof GuardedHandler guarded ? guarded.connection() : session);
            }
        });
    }

    /** Gives a connection back to the pool, to be used again as long as it is open. */
    void release(AsyncConnectionEndpoint endpoint, TimeValue keepAlive) {
        pool.release(endpoint, null, keepAlive);
    }

    /** Ends a connection, whatever is on its way in it. */
    void discard(AsyncConnectionEndpoint endpoint) {
        endpoint.close(CloseMode.IMMEDIATE);
        pool.release(endpoint, null, TimeValue.ZERO_MILLISECONDS);
    }

    void closeExpired() {
        pool.closeExpired();
    }

    PoolStats stats() {
        return pool.getTotalStats();
    }

    @Override
    public void close() {
        closing = true;
        pool.close(CloseMode.IMMEDIATE);
        loops.close(CloseMode.IMMEDIATE);
        try {
            loops.awaitShutdown(TimeValue.of(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
