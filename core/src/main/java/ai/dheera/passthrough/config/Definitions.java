/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The definitions of the built-in providers, each a resource file, read when first asked for. */
public final class Definitions {

    private static final String FOLDER = "/ai/dheera/passthrough/providers/";
    private static final List<String> NAMES = names("names.txt");
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
        return NAMES.contains(name) ? document(name).member("upstreamExample").flatMap(Node::text) : Optional.empty();
    }

    /**
     * {@return the environment variable in which the provider's SDKs look for the key; empty where there is none, or no
     * such provider}
     *
     * @param name such as {@code anthropic}
     */
    public static Optional<String> environmentVariable(String name) {
        return NAMES.contains(name) ? document(name).member("environment").flatMap(Node::text) : Optional.empty();
    }

    private static List<String> names(String file) {
        return text(FOLDER + file)
                .lines()
                .filter(line -> !line.isBlank())
                .map(String::strip)
                .sorted()
                .toList();
    }

    private static Provider read(String name) {
        Problems problems = new Problems(resource(name));
        Node node = document(name, problems);
        Optional<Provider.Builder> builder = ProviderReader.definition(name, node);
        try {
            problems.throwIfAny();
        } catch (InvalidConfiguration e) {
            throw new IllegalStateException(e);
        }
        return builder.orElseThrow().build();
    }

    private static Node document(String name) {
        return document(name, new Problems(resource(name)));
    }

    private static Node document(String name, Problems problems) {
        try {
            return Document.read(text(resource(name)), problems, new References(Map.of(), each -> {}));
        } catch (InvalidConfiguration e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(String resource) {
        try (InputStream file = Definitions.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the library lacks its resource " + resource);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        return FOLDER + name + ".json";
    }
}
