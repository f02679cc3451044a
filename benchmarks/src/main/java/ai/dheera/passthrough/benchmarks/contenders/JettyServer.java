/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.benchmarks.processes.Lifeline;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty as it comes, the same for all that is compared in it. */
final class JettyServer {

    private static final int BACKLOG = 1024;

    private JettyServer() {}

    /** Serves an application on a free port until it is no longer needed. */
    static void serve(ServletContextHandler application) throws Exception {
        serve(application, new HttpConfiguration());
    }

    /** The same, configured otherwise. */
    static void serve(ServletContextHandler application, HttpConfiguration configuration) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        server.setHandler(application);
        server.start();
        Lifeline.hold(connector.getLocalPort());
        server.stop();
    }
}
