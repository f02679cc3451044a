/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.nodesdks;

import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.DeadPort;
import ai.dheera.passthrough.servlet.PassThroughFilter;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A gateway in Jetty, which speaks HTTP/2, too. For each SDK it has its provider, reached at a stand-in; {@code …-refusing}, where nobody listens;
 * and {@code …-bare}, without a credential.
 */
final class Gateway {

    static final String CREDENTIAL = "sk-provider-credential-of-the-node-tests-0815";

    private static final String MOUNT = "/llm";
    private static final Duration SOON = Duration.ofSeconds(10);

    final Map<NodeSdk, StandIn> standIns = new EnumMap<>(NodeSdk.class);
    private final Queue<UsageRecord> records = new ConcurrentLinkedQueue<>();
    private final DeadPort refusing = DeadPort.refusing();
    private final PassThrough gateway;
    private final Server server;

    Gateway() throws Exception {
        for (NodeSdk sdk : NodeSdk.values()) {
            standIns.put(sdk, new StandIn());
        }
        gateway = PassThrough.builder()
                .providers(ProviderRegistry.of(
                        Arrays.stream(NodeSdk.values()).flatMap(this::providers).toList()))
                .keys(KeyStore.inMemory(keys()))
                .usage(records::add)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
        server = serve(gateway);
    }

    private Stream<Provider> providers(NodeSdk sdk) {
        Provider good = ProviderRegistry.builtIn(sdk.provider(), Credential.apiKey("main", CREDENTIAL)).toBuilder()
                .upstream(standIns.get(sdk).upstream.url())
                .build();
        return Stream.of(
                good,
                good.toBuilder()
                        .name(sdk.provider() + "-refusing")
                        .upstream(refusing.url())
                        .build(),
                good.toBuilder()
                        .name(sdk.provider() + "-bare")
                        .credentials(List.of())
                        .build());
    }

    private static Map<String, VirtualKey> keys() {
        Map<String, VirtualKey> keys = new HashMap<>();
        for (NodeSdk sdk : NodeSdk.values()) {
            for (TestKey key : TestKey.values()) {
                key.virtualKey(sdk).ifPresent(known -> keys.put(PresentedKey.sha256(key.secret(sdk)), known));
            }
        }
        return keys;
    }

    private static Server serve(PassThrough gateway) throws Exception {
        FilterHolder filter = new FilterHolder(new PassThroughFilter(gateway, false));
        filter.setAsyncSupported(true);
        ServletContextHandler context = new ServletContextHandler(MOUNT);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        Server server = new Server();
        HttpConfiguration http = http();
        ServerConnector connector = new ServerConnector(
                server, 1, 1, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        return server;
    }

    /** With encoded slashes, which ARNs have. */
    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.DEFAULT.with("arns", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
        return http;
    }

    /** Where the filter is mounted. */
    String url() {
        return "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + MOUNT;
    }

    /** The codes of the requests that were refused since this was last asked, when all exchanges have ended. */
    List<String> takeRefusals() {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> gateway.running() == 0);
        List<String> codes = new ArrayList<>();
        for (UsageRecord record = records.poll(); record != null; record = records.poll()) {
            record.error().ifPresent(code -> codes.add(code.code()));
        }
        return codes;
    }

    void stop() throws Exception {
        server.stop();
        refusing.close();
        for (StandIn standIn : standIns.values()) {
            standIn.close();
        }
    }
}
