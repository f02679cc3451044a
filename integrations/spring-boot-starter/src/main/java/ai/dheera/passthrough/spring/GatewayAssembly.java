/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.config.ConfigurationFile;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.usage.QueuedSink;
import ai.dheera.passthrough.usage.UsageStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.ssl.SslBundles;

/**
 * Puts the gateway together: of the application's beans, of its properties, and of the configuration file, in this order.
 */
final class GatewayAssembly {

    private static final String SWITCH_OFF = "or switch the gateway off with dheera.passthrough.enabled=false";

    private final PassThroughProperties properties;
    private final Optional<ConfigurationFile> file;
    private final BeanFactory beans;

    GatewayAssembly(PassThroughProperties properties, Optional<ConfigurationFile> file, BeanFactory beans) {
        this.properties = properties;
        this.file = file;
        this.beans = beans;
    }

    PassThrough gateway(ShutdownClock shutdown) {
        PassThrough.Builder builder = file.map(ConfigurationFile::gateway).orElseGet(PassThrough::builder);
        builder.providers(providers())
                .keys(keys())
                .usage(usage())
                .keyCache(properties.keyCache())
                .shutdownGrace(() -> shutdown.left(grace()));
        ledger().ifPresent(builder::ledger);
        limits().ifPresent(builder::limits);
        bean(PriceCatalogue.class).ifPresent(prices -> builder.prices(() -> prices));
        applyProperties(builder);
        all(PassThroughBuilderCustomizer.class).forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    private void applyProperties(PassThrough.Builder builder) {
        Optional.ofNullable(properties.eventLoops()).ifPresent(builder::eventLoops);
        Optional.ofNullable(properties.longestHeldBody())
                .map(size -> Math.toIntExact(size.toBytes()))
                .ifPresent(bytes -> builder.longestHeldBody(() -> bytes));
        Optional.ofNullable(properties.limitPatience()).ifPresent(patience -> builder.limitPatience(() -> patience));
        trustedProxies().ifPresent(networks -> builder.trustedProxies(() -> networks));
        Optional.ofNullable(properties.publicUrl()).ifPresent(url -> builder.publicUrl(() -> Optional.of(url)));
        Optional.ofNullable(properties.sslBundle())
                .map(name -> beans.getBean(SslBundles.class).getBundle(name))
                .ifPresent(bundle -> builder.tls(bundle.createSslContext()));
    }

    private Optional<List<Network>> trustedProxies() {
        try {
            return Optional.ofNullable(properties.trustedProxies())
                    .map(texts -> texts.stream().map(Network::parse).toList());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(
                    "dheera.passthrough.trusted-proxies: " + e.getMessage() + ".",
                    "Name networks or addresses, such as 10.0.0.0/8.");
        }
    }

    private Duration grace() {
        return Optional.ofNullable(properties.shutdownGrace())
                .or(() -> file.map(ConfigurationFile::shutdownGrace))
                .orElse(Duration.ofSeconds(30));
    }

    private ProviderRegistry providers() {
        List<ProviderRegistry> registries = new ArrayList<>(all(ProviderRegistry.class));
        if (!properties.providers().isEmpty()) {
            registries.add(ConfiguredProviders.registry(properties.providers()));
        }
        file.map(ConfigurationFile::providers).ifPresent(registries::add);
        if (registries.isEmpty()) {
            throw new InvalidSettings(
                    "The LLM gateway has no providers: it could answer nothing.",
                    "Set dheera.passthrough.providers.<name>.api-key, name a configuration file with"
                            + " dheera.passthrough.config, declare a bean of type " + ProviderRegistry.class.getName()
                            + ", " + SWITCH_OFF + ".");
        }
        return name -> first(registries, registry -> registry.find(name));
    }

    private static <S, T> Optional<T> first(List<S> sources, Function<S, Optional<T>> question) {
        return sources.stream().map(question).flatMap(Optional::stream).findFirst();
    }

    private KeyStore keys() {
        List<KeyStore> stores = new ArrayList<>(all(KeyStore.class));
        file.map(ConfigurationFile::keys).ifPresent(stores::add);
        if (stores.isEmpty()) {
            throw new InvalidSettings(
                    "The LLM gateway has no keys: nobody could use it.",
                    "Declare a bean of type " + KeyStore.class.getName() + ", name a configuration file that has keys"
                            + " with dheera.passthrough.config, " + SWITCH_OFF + ".");
        }
        return KeyStore.firstOf(stores.toArray(KeyStore[]::new));
    }

    /** Beans are closed by the application, after the gateway; the others by the gateway. */
    private UsageSink usage() {
        List<UsageSink> sinks = new ArrayList<>();
        all(UsageSink.class).forEach(sink -> sinks.add(Borrowed.of(sink)));
        all(UsageStore.class).forEach(store -> sinks.add(QueuedSink.over(store)));
        file.map(ConfigurationFile::usage).ifPresent(sinks::add);
        return sinks.size() == 1 ? sinks.get(0) : UsageSink.all(sinks.toArray(UsageSink[]::new));
    }

    private Optional<BillingLedger> ledger() {
        return bean(BillingLedger.class)
                .or(() -> all(UsageStore.class).stream().findFirst().map(UsageStore::ledger))
                .map(ledger -> Borrowed.of(ledger, file.map(ConfigurationFile::ledger)));
    }

    private Optional<LimitStore> limits() {
        return bean(LimitStore.class).map(store -> Borrowed.of(store, file.map(ConfigurationFile::limits)));
    }

    private <T> List<T> all(Class<T> type) {
        return beans.getBeanProvider(type).orderedStream().toList();
    }

    private <T> Optional<T> bean(Class<T> type) {
        return Optional.ofNullable(beans.getBeanProvider(type).getIfAvailable());
    }
}
