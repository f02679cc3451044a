/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.servlet.AdminServlet;
import ai.dheera.passthrough.servlet.PassThroughFilter;
import ai.dheera.passthrough.servlet.SpendReportServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.FilterMapping;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty with a web application in it: a servlet of its own, the gateway, its report of spend and its admin API. */
final class WebServer {

    private static final Logger log = LoggerFactory.getLogger(WebServer.class);

    /**
     * A model may be silent for ten minutes before its first word. How long is too long is for the gateway's deadlines to
     * say, so Jetty's must not come before them.
     */
    private static final Duration IDLE = Duration.ofMinutes(15);

    /** Keys that are signed tokens, lists of betas, cookies of the application: 8 KiB may be too few. */
    private static final int LONGEST_HEAD = 64 * 1024;

    private static final Duration LAST_BYTES = Duration.ofSeconds(5);

    private final PassThrough gateway;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http()));
    private final GracefulHandler requests;

    WebServer(String host, int port, Setup setup) {
        this.gateway = setup.gateway();
        requests = new GracefulHandler(new StrictElsewhere(gateway, application(setup)));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.setHandler(requests);
    }

    private static ServletContextHandler application(Setup setup) {
        PassThrough gateway = setup.gateway();
        ServletContextHandler application = new ServletContextHandler();
        application.addServlet(new ServletHolder(new HelloServlet()), "/hello");
        setup.reports()
                .map(reports -> new SpendReportServlet(gateway, reports))
                .ifPresent(servlet -> application.addServlet(new ServletHolder(servlet), "/_dheera/usage"));
        AdminServlet admin = new AdminServlet(gateway, setup::keys, setup::reports);
        application.addServlet(new ServletHolder(admin), "/_dheera/admin/*");
        FilterHolder filter = new FilterHolder(new PassThroughFilter(gateway, true));
        filter.setAsyncSupported(true);
        application.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        addGatewayForTheRest(application, gateway);
        return application;
    }

    /** What is neither a provider's nor the application's: the gateway says so in a form that SDKs can read. */
    private static void addGatewayForTheRest(ServletContextHandler application, PassThrough gateway) {
        application.addServlet(new ServletHolder("rest", new HttpServlet() {}), "/");
        FilterHolder filter = new FilterHolder(new PassThroughFilter(gateway, false));
        filter.setAsyncSupported(true);
        FilterMapping rest = new FilterMapping();
        rest.setFilterName(filter.getName());
        rest.setServletName("rest");
        application.getServletHandler().addFilter(filter, rest);
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.UNSAFE); // see StrictElsewhere
        http.setRequestHeaderSize(LONGEST_HEAD);
        http.setResponseHeaderSize(LONGEST_HEAD);
        return http;
    }

    void start() throws Exception {
        server.start();
    }

    /** {@return its URL, without a path} */
    URI address() {
        String host = connector.getHost();
        String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return URI.create("http://" + literal + ":" + connector.getLocalPort());
    }

    /**
     * Lets running exchanges finish for the gateway's grace, and cuts the rest off. The order matters: Jetty closes
     * connections before it stops filters, so the gateway has to be closed first, and before that no request may come in.
     */
    void stop() throws Exception {
        connector.setAccepting(false);
        connector.close();
        CompletableFuture<Void> answered = requests.shutdown();
        gateway.close();
        await(answered);
        server.stop();
    }

    /** To the gateway an exchange is over when Jetty has its last byte, and that may still have to be sent. */
    private static void await(CompletableFuture<Void> answered) throws Exception {
        try {
            answered.get(LAST_BYTES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("Some answers were not sent to their end");
        }
    }
}
