/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.json.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The definitions of the built-in providers, each a resource file, read when first asked for. */
public final class Definitions {

    private static final List<String> NAMES = readNames();
    private static final Map<String, Provider> READ = new ConcurrentHashMap<>();

    private Definitions() {}

    /** {@return the names of all built-in providers} */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * {@return a builder that holds a built-in provider, without credentials; empty where there is none of that name}
     *
     * @param name such as {@code anthropic}
     */
    public static Optional<Provider.Builder> builtIn(String name) {
        return NAMES.contains(name)
                ? Optional.of(READ.computeIfAbsent(name, Definitions::read).toBuilder())
                : Optional.empty();
    }

    /**
     * {@return an example of the base URL that an operator has to give, where it differs from account to account; empty
     * where the definition has one for all, or there is no such provider}
     *
     * @param name such as {@code azure}
     */
    public static Optional<String> upstreamExample(String name) {
        return NAMES.contains(name) ? text(name, "upstreamExample") : Optional.empty();
    }

    /**
     * {@return the environment variable in which the provider's SDKs look for the key; empty where there is none, or no
     * such provider}
     *
     * @param name such as {@code anthropic}
     */
    public static Optional<String> environmentVariable(String name) {
        return NAMES.contains(name) ? text(name, "environment") : Optional.empty();
    }

    private static List<String> readNames() {
        return Resource.PROVIDER_NAMES
                .text()
                .lines()
                .filter(line -> !line.isBlank())
                .map(String::strip)
                .sorted()
                .toList();
    }

    private static Provider read(String name) {
        return Resource.provider(name)
                .read(node -> ProviderReader.definition(name, node))
                .orElseThrow()
                .build();
    }

    /** A member of a definition that is a text. */
    private static Optional<String> text(String name, String member) {
        return Resource.provider(name).read(node -> node.member(member).flatMap(Node::text));
    }
}
