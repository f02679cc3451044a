/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;

/** A process with Jetty's own non-blocking proxy. */
public final class JettyProxyServer {

    private JettyProxyServer() {}

    /**
     * Runs it.
     *
     * @param arguments the provider's base URL
     */
    public static void main(String... arguments) throws Exception {
        ServletHolder proxy = new ServletHolder(new AsyncProxyServlet.Transparent());
        proxy.setInitParameter("proxyTo", arguments[0]);
        proxy.setInitParameter("maxConnections", "1024");
        proxy.setAsyncSupported(true);
        ServletContextHandler application = new ServletContextHandler();
        application.addServlet(proxy, "/*");
        JettyServer.serve(application, promptly());
    }

    /** The servlet flushes nothing, so that events would wait until 32 KiB of them are together. */
    private static HttpConfiguration promptly() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setOutputAggregationSize(0);
        return configuration;
    }
}
