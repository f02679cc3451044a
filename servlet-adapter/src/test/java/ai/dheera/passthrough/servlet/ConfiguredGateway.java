/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.config.Configuration;
import jakarta.servlet.DispatcherType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A gateway in Jetty, set up by a configuration file, for the tests of other modules. In the file's text {@code '} stands
 * for a quotation mark.
 */
public final class ConfiguredGateway implements AutoCloseable {

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http()));

    private ConfiguredGateway(PassThrough.Builder builder) throws Exception {
        PassThrough gateway = builder.usage(records::add)
                .shutdownGrace(() -> Duration.ofMillis(200))
                .build();
        ServletContextHandler context = new ServletContextHandler("/llm");
        FilterHolder filter = new FilterHolder(new PassThroughFilter(gateway, true));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    /** With encoded slashes, which ARNs have. */
    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.DEFAULT.with("arns", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
        return http;
    }

    /** Writes the file into a folder, and starts. */
    public static ConfiguredGateway of(Path folder, String json) throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.json"), json.replace('\'', '"'));
        Configuration configuration = Configuration.read(file, Map.of());
        return new ConfiguredGateway(PassThrough.builder()
                .providers(configuration.providers())
                .keys(configuration.keys())
                .longestHeldBody(configuration::longestHeldBody));
    }

    /** Where the filter is mounted. */
    public String url() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/llm";
    }

    /** The record of the next exchange that ends. */
    public UsageRecord takeRecord() throws InterruptedException {
        UsageRecord next = records.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no exchange ended");
        }
        return next;
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
