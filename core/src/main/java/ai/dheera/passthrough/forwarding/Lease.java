/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The connection that one forwarding holds, from the moment it asks for one. Whatever happens it is given back once:
 * to be used again, or discarded; also one that arrives after it was given up.
 */
final class Lease {

    private static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(30);

    private final Connections connections;
    private final HttpRoute route;
    private final Timeout patience;
    private final Executor workers;
    private final String exchange;
    private final AtomicReference<@Nullable AsyncConnectionEndpoint> held = new AtomicReference<>();
    private volatile @Nullable Future<AsyncConnectionEndpoint> pending;
    private volatile boolean givenUp;

    /**
     * A lease that holds nothing yet.
     *
     * @param workers where host names are looked up, which may block
     */
    Lease(Connections connections, HttpRoute route, Timeout patience, Executor workers, String exchange) {
        this.connections = connections;
        this.route = route;
        this.patience = patience;
        this.workers = workers;
        this.exchange = exchange;
    }

    /** Asks for a connection; one of the two is told once: whether it served others before, or why there is none. */
    void take(Consumer<Boolean> connected, Consumer<Throwable> failed) {
        givenUp = false;
        try {
            pending = connections.lease(exchange, route, patience, new Callback(failed) {
                @Override
                public void completed(AsyncConnectionEndpoint endpoint) {
                    leased(endpoint, connected, failed);
                }
            });
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    private void leased(AsyncConnectionEndpoint endpoint, Consumer<Boolean> connected, Consumer<Throwable> failed) {
        if (!hold(endpoint)) {
            return;
        }
        if (endpoint.isConnected()) {
            connected.accept(true);
            return;
        }
        try {
            workers.execute(() -> connect(endpoint, connected, failed));
        } catch (RuntimeException e) {
            discard();
            failed.accept(e);
        }
    }

    private void connect(AsyncConnectionEndpoint endpoint, Consumer<Boolean> connected, Consumer<Throwable> failed) {
        try {
            pending = connections.connect(endpoint, patience, new Callback(failed) {
                @Override
                public void completed(AsyncConnectionEndpoint ready) {
                    connected.accept(false);
                }
            });
            if (givenUp) {
                cancelPending();
            }
        } catch (RuntimeException e) {
            discard();
            failed.accept(e);
        }
    }

    private boolean hold(AsyncConnectionEndpoint endpoint) {
        held.set(endpoint);
        if (givenUp) {
            discard();
            return false;
        }
        return true;
    }

    void execute(Attempt attempt) {
        AsyncConnectionEndpoint endpoint = held.get();
        if (endpoint == null) {
            throw new IllegalStateException("the connection was given up");
        }
        endpoint.execute(exchange, attempt, null, HttpCoreContext.create());
    }

    /** Gives the connection back for others. */
    void giveBack() {
        AsyncConnectionEndpoint endpoint = held.getAndSet(null);
        if (endpoint != null) {
            connections.release(endpoint, KEEP_ALIVE);
        }
    }

    /** Ends the connection, or the search for one. */
    void discard() {
        givenUp = true;
        AsyncConnectionEndpoint endpoint = held.getAndSet(null);
        if (endpoint != null) {
            connections.discard(endpoint);
        }
        cancelPending();
    }

    private void cancelPending() {
        Future<AsyncConnectionEndpoint> search = pending;
        if (search != null && !search.isDone()) {
            search.cancel(true);
        }
    }

    /** Passes failures on, and takes care that nothing is left behind by them. */
    private abstract class Callback implements FutureCallback<AsyncConnectionEndpoint> {

        private final Consumer<Throwable> failed;

        Callback(Consumer<Throwable> failed) {
            this.failed = failed;
        }

        @Override
        public void failed(Exception cause) {
            discard();
            failed.accept(cause);
        }

        @Override
        public void cancelled() {
            if (!givenUp) {
                failed(new IOException("the connection pool was closed"));
            }
        }
    }
}
