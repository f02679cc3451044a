/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.RawClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A gateway in the container that this run is for, with one virtual key, in front of an upstream: as {@code anthropic},
 * as {@code openai}, and as {@code any}, which answers every path.
 */
final class MountedGateway implements AutoCloseable {

    static final String KEY = "sk-dheera-virtual-key-of-the-tests-4711";
    static final String SECRET = "sk-provider-credential-of-the-tests-0815";
    static final Duration SOON = Duration.ofSeconds(10);

    final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    final PassThrough gateway;
    private final Container container;

    private MountedGateway(PassThrough.Builder builder, UnaryOperator<WebApplication> application) throws Exception {
        gateway = builder.usage(records::add).build();
        container = Container.start(application.apply(WebApplication.of(new PassThroughFilter(gateway, true))));
    }

    static MountedGateway over(URI upstream) throws Exception {
        return over(upstream, Timeouts.DEFAULT, app -> app);
    }

    static MountedGateway over(URI upstream, Timeouts timeouts) throws Exception {
        return over(upstream, timeouts, app -> app);
    }

    static MountedGateway over(URI upstream, Timeouts timeouts, UnaryOperator<WebApplication> application)
            throws Exception {
        return new MountedGateway(builder(upstream, timeouts), application);
    }

    static MountedGateway of(PassThrough.Builder builder) throws Exception {
        return of(builder, app -> app);
    }

    static MountedGateway of(PassThrough.Builder builder, UnaryOperator<WebApplication> application) throws Exception {
        return new MountedGateway(builder, application);
    }

    static PassThrough.Builder builder(URI upstream, Timeouts timeouts) {
        return PassThrough.builder()
                .providers(ProviderRegistry.of(providers(upstream, timeouts)))
                .keys(keys(VirtualKey.withId("test-key")
                        .owner("alice")
                        .team("team-a")
                        .build()))
                .shutdownGrace(() -> Duration.ofMillis(500));
    }

    static KeyStore keys(VirtualKey key) {
        return KeyStore.inMemory(Map.of(PresentedKey.sha256(KEY), key));
    }

    static List<Provider> providers(URI upstream, Timeouts timeouts) {
        Credential credential = Credential.apiKey("main", SECRET);
        return List.of(
                reached(ProviderRegistry.builtIn("anthropic", credential), upstream, timeouts),
                reached(ProviderRegistry.builtIn("openai", credential), upstream, timeouts),
                Provider.named("any", upstream)
                        .credentials(List.of(credential))
                        .routes(List.of(Route.of("*", "/*")))
                        .timeouts(timeouts)
                        .build());
    }

    private static Provider reached(Provider provider, URI upstream, Timeouts timeouts) {
        return provider.toBuilder().upstream(upstream).timeouts(timeouts).build();
    }

    int port() {
        return container.port();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    RawClient client() throws Exception {
        return RawClient.connect(port()).timeout(SOON);
    }

    static String auth() {
        return "Authorization: Bearer " + KEY;
    }

    /** The record of the next exchange that ends. */
    UsageRecord takeRecord() throws InterruptedException {
        UsageRecord next = records.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no exchange ended within " + SOON + ", " + gateway.running() + " are running");
        }
        return next;
    }

    /** Nothing is left behind: no exchange, and no connection that one of them holds. */
    void awaitNothingHeld() {
        await().atMost(SOON).until(() -> gateway.running() == 0 && gateway.connectionsInUse() == 0);
    }

    @Override
    public void close() throws Exception {
        container.close();
    }
}
