/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty's server, which is the same for both generations of servlets. */
final class JettyServers {

    private static final int ACCEPTOR_AND_SELECTORS = 3;

    /** Of the usual 50 the kernel resets some when thousands come at once. */
    private static final int ACCEPT_QUEUE = 1_000;

    private JettyServers() {}

    static Server server(int threads) {
        QueuedThreadPool pool = new QueuedThreadPool(threads + ACCEPTOR_AND_SELECTORS, threads);
        pool.setReservedThreads(0);
        Server server = new Server(pool);
        ServerConnector connector = new ServerConnector(server, 1, 2);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(600_000);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        server.addConnector(connector);
        return server;
    }

    static Container start(Server server) throws Exception {
        server.start();
        ServerConnector connector = (ServerConnector) server.getConnectors()[0];
        return new Container() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void close() throws Exception {
                server.stop();
            }
        };
    }
}
