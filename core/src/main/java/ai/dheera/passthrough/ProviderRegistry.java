/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.config.Definitions;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds a provider by its name, which is the first segment of a path.
 *
 * <p><b>Threading.</b> Called on every request, from several threads at once; answers from memory and never blocks. A
 * registry may answer differently over time: an exchange keeps the provider that it began with.
 */
@FunctionalInterface
public interface ProviderRegistry {

    /**
     * {@return the provider of a name, or empty where there is none}
     *
     * @param name as it stands in the path
     */
    Optional<Provider> find(String name);

    /**
     * {@return a registry of these providers}
     *
     * @param providers no two of one name
     */
    static ProviderRegistry of(Provider... providers) {
        return of(List.of(providers));
    }

    /**
     * {@return a registry of these providers}
     *
     * @param providers no two of one name
     */
    static ProviderRegistry of(Collection<Provider> providers) {
        Map<String, Provider> byName =
                providers.stream().collect(Collectors.toUnmodifiableMap(Provider::name, Function.identity()));
        return name -> Optional.ofNullable(byName.get(name));
    }

    /**
     * {@return a provider that the library knows, at its usual base URL}
     *
     * @param name such as {@code anthropic} or {@code openai}
     * @param credentials what it accepts
     * @throws IllegalArgumentException where the library knows none of that name, or its base URL differs from account
     *     to account
     */
    static Provider builtIn(String name, Credential... credentials) {
        Provider.Builder builder = definition(name);
        Definitions.upstreamExample(name).ifPresent(example -> {
            throw new IllegalArgumentException(
                    "provider '" + name + "' needs its upstream given, your base URL, such as " + example);
        });
        return builder.credentials(List.of(credentials)).build();
    }

    /**
     * {@return a provider that the library knows, at a base URL of your own}
     *
     * @param name such as {@code azure} or {@code vllm}
     * @param upstream its base URL, {@code http} or {@code https}, without query or fragment
     * @param credentials what it accepts
     * @throws IllegalArgumentException where the library knows none of that name, or the base URL is none
     */
    static Provider builtIn(String name, URI upstream, Credential... credentials) {
        return definition(name)
                .upstream(upstream)
                .credentials(List.of(credentials))
                .build();
    }

    private static Provider.Builder definition(String name) {
        return Definitions.builtIn(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no built-in provider; these are: " + Definitions.names()));
    }
}
