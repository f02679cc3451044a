/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.config.Configuration;
import ai.dheera.passthrough.servlet.PassThroughFilter;
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
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A gateway in Jetty, set up by a configuration file in whose text {@code '} stands for a quotation mark. */
final class Gateway implements AutoCloseable {

    final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private Gateway(PassThrough.Builder builder) throws Exception {
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

    static Gateway of(Path folder, String json) throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.json"), json.replace('\'', '"'));
        Configuration configuration = Configuration.read(file, Map.of());
        return new Gateway(
                PassThrough.builder().providers(configuration.providers()).keys(configuration.keys()));
    }

    /** Where the filter is mounted. */
    String url() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/llm";
    }

    UsageRecord takeRecord() throws InterruptedException {
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
