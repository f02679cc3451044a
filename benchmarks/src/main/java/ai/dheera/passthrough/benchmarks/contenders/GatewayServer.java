/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.benchmarks.traffic.Keys;
import ai.dheera.passthrough.servlet.PassThroughFilter;
import ai.dheera.passthrough.usage.JsonLinesSink;
import jakarta.servlet.DispatcherType;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/** A process with the gateway, everything on, and with virtual keys of each kind. */
public final class GatewayServer {

    private static final BigDecimal A_MILLION = BigDecimal.valueOf(1_000_000);
    private static final int MANY = 1_000_000_000;

    private GatewayServer() {}

    /**
     * Runs it.
     *
     * @param arguments the provider's base URL, and a directory for the usage records
     */
    public static void main(String... arguments) throws Exception {
        PassThrough gateway = PassThrough.builder()
                .providers(ProviderRegistry.of(provider(URI.create(arguments[0]))))
                .keys(keys())
                .usage(JsonLinesSink.open(Files.createTempFile(Path.of(arguments[1]), "usage-", ".jsonl")))
                .build();
        FilterHolder filter = new FilterHolder(new PassThroughFilter(gateway, false));
        filter.setAsyncSupported(true);
        ServletContextHandler application = new ServletContextHandler();
        application.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        JettyServer.serve(application);
    }

    private static Provider provider(URI upstream) {
        return ProviderRegistry.builtIn("anthropic", Credential.apiKey("main", "sk-upstream")).toBuilder()
                .upstream(upstream)
                .build();
    }

    /** As over a database: it may block, so the gateway asks it on threads of its own and remembers what it says. */
    private static KeyStore keys() {
        Map<String, VirtualKey> bySha256 = new HashMap<>();
        for (Keys kind : Keys.values()) {
            kind.all().forEach(presented -> {
                int number = bySha256.size();
                VirtualKey key = VirtualKey.withId("key-" + number)
                        .owner("owner-" + number)
                        .team(kind + "-" + number % 10)
                        .tags(Map.of("app", "benchmark"))
                        .limits(limits(kind))
                        .build();
                bySha256.put(PresentedKey.sha256(presented), key);
            });
        }
        return presented -> Optional.ofNullable(bySha256.get(presented.sha256()));
    }

    /** Never reached, and yet counted. */
    private static Limits limits(Keys kind) {
        return switch (kind) {
            case UNLIMITED -> Limits.NONE;
            case BUDGET ->
                new Limits(List.of(new RateLimit(Scope.KEY, MANY, 0, 0)), List.of(budget(Calendar.MONTH, Scope.KEY)));
            case LIMITED ->
                new Limits(
                        List.of(new RateLimit(Scope.KEY, MANY, MANY, 1_000_000), new RateLimit(Scope.TEAM, MANY, 0, 0)),
                        List.of(budget(Calendar.DAY, Scope.KEY), budget(Calendar.MONTH, Scope.TEAM)));
        };
    }

    private static Budget budget(Calendar window, Scope scope) {
        return new Budget(A_MILLION, window, ZoneOffset.UTC, scope);
    }
}
