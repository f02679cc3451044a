/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.spring.PassThroughProperties.ProviderProperties;
import ai.dheera.passthrough.spring.PassThroughProperties.TimeoutProperties;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the providers among the properties. */
final class ConfiguredProviders {

    private static final String PLACE = "dheera.passthrough.providers.";

    private ConfiguredProviders() {}

    static ProviderRegistry registry(Map<String, ProviderProperties> byName) {
        List<Provider> providers = new ArrayList<>();
        byName.forEach((name, properties) -> providers.add(provider(name, properties)));
        return ProviderRegistry.of(providers);
    }

    private static Provider provider(String name, ProviderProperties properties) {
        try {
            Provider known = known(name, properties);
            return checked(known.toBuilder()
                    .name(name)
                    .timeouts(timeouts(known.timeouts(), properties.timeouts()))
                    .build());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(
                    PLACE + name + ": " + e.getMessage() + ".",
                    "Correct that, or describe the provider in the file that dheera.passthrough.config names.");
        }
    }

    private static Provider known(String name, ProviderProperties properties) {
        String like = Optional.ofNullable(properties.like()).orElse(name);
        Credential credential = credential(name, properties);
        return Optional.ofNullable(properties.upstream())
                .map(upstream -> ProviderRegistry.builtIn(like, URI.create(upstream), credential))
                .orElseGet(() -> ProviderRegistry.builtIn(like, credential));
    }

    private static Credential credential(String name, ProviderProperties properties) {
        String apiKey = properties.apiKey();
        if (apiKey == null || apiKey.isEmpty()) {
            throw new InvalidSettings(
                    PLACE + name + " has no api-key, and a client's key is never sent in place of it.",
                    "Set " + PLACE + name + ".api-key, or describe the provider in the file that"
                            + " dheera.passthrough.config names.");
        }
        return Credential.apiKey(name + "-1", apiKey);
    }

    private static Provider checked(Provider provider) {
        if (!provider.hostVariables().isEmpty()) {
            throw new IllegalArgumentException("its base URL is " + provider.upstream() + ", which needs "
                    + provider.hostVariables() + " filled in");
        }
        return provider;
    }

    private static Timeouts timeouts(Timeouts usual, TimeoutProperties properties) {
        return new Timeouts(
                or(properties.connect(), usual.connect()),
                or(properties.firstByte(), usual.firstByte()),
                or(properties.idle(), usual.idle()),
                or(properties.total(), usual.total()));
    }

    private static Duration or(@Nullable Duration time, Duration usual) {
        return time == null ? usual : time;
    }
}
