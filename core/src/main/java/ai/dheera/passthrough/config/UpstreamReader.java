/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Alias;
import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.json.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads where a provider is, and what fills the variables in its base URLs in. */
final class UpstreamReader {

    /** What a configuration may set, for a provider or for one of its credentials. */
    static final Set<String> SETTINGS = Set.of("region", "project", "location");

    private static final Set<String> ALIAS = Set.of("path", "as");

    private UpstreamReader() {}

    /** What is wrong with a URL is told without it: it may have a password in it. */
    static Optional<String> upstream(Node url) {
        return url.parsed(text -> {
            try {
                return Provider.named("checked", text).build().upstream();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("must be an http or https URL with a host, without user, query and"
                        + " fragment, such as https://api.example.com");
            }
        });
    }

    /**
     * Reads all but the main base URL. Those that are named in a configuration go before the definition's, which count
     * only where the configuration leaves the main one as it is: a credential for a server of one's own is nothing for
     * the provider's others.
     */
    static void read(Node node, Provider.Builder builder, Optional<Provider> known) {
        node.member("upstreams").map(UpstreamReader::upstreams).ifPresent(some -> {
            Map<String, String> all =
                    new HashMap<>(known.map(Provider::otherUpstreams).orElse(Map.of()));
            all.putAll(some);
            builder.upstreams(all);
        });
        Map<String, String> settings =
                new HashMap<>(known.map(Provider::settings).orElse(Map.of()));
        node.member("settings").map(Node::textMap).ifPresent(settings::putAll);
        settings.putAll(settings(node));
        builder.settings(settings);
        node.member("aliases").map(UpstreamReader::aliases).ifPresent(builder::aliases);
        node.member("urls").map(Node::texts).map(Set::copyOf).ifPresent(builder::urls);
    }

    private static Map<String, String> upstreams(Node node) {
        Map<String, String> upstreams = new LinkedHashMap<>();
        node.members().forEach((name, url) -> upstream(url).ifPresent(text -> upstreams.put(name, text)));
        return upstreams;
    }

    /** The settings that are members of a provider or a credential. */
    static Map<String, String> settings(Node node) {
        Map<String, String> settings = new HashMap<>();
        for (String name : SETTINGS) {
            if (node.has(name)) {
                node.member(name)
                        .flatMap(value -> value.parsed(text -> checked(name, text)))
                        .ifPresent(text -> settings.put(name, text));
            }
        }
        return settings;
    }

    private static String checked(String name, String text) {
        if (!text.matches("[A-Za-z0-9._:-]+")) {
            throw new IllegalArgumentException("is no " + name + ": letters, digits, dots, colons and hyphens are");
        }
        return text;
    }

    private static List<Alias> aliases(Node node) {
        List<Alias> aliases = new ArrayList<>();
        for (Node item : node.items()) {
            item.only(ALIAS).ifPresent(alias -> {
                Optional<String> path = alias.member("path").flatMap(Node::text);
                Optional<String> as = alias.member("as").flatMap(Node::text);
                if (path.isEmpty() || as.isEmpty()) {
                    alias.problem("needs a \"path\" and what it stands for, \"as\"");
                } else {
                    alias.tried(() -> new Alias(path.get(), as.get())).ifPresent(aliases::add);
                }
            });
        }
        return aliases;
    }

    /** A route that is written beside the base URLs is at one of them. */
    static void checkNames(Node node, Provider provider) {
        if (node.has("routes")) {
            provider.routes().stream()
                    .map(Route::upstream)
                    .filter(name -> !name.isEmpty() && name.indexOf('{') < 0)
                    .filter(name -> !provider.otherUpstreams().containsKey(name))
                    .distinct()
                    .forEach(name -> node.problem("has routes at the upstream '" + name + "', but no such upstream"));
        }
    }

    /** A base URL whose variables nothing fills in could never be used. */
    static void checkSettings(Node node, Provider provider) {
        for (Credential credential : provider.credentials()) {
            for (String variable : provider.hostVariables()) {
                boolean set = credential.settings().containsKey(variable)
                        || provider.settings().containsKey(variable);
                boolean inPaths = provider.routes().stream().anyMatch(route -> route.variableIndex(variable) >= 0);
                if (!set && !inPaths) {
                    node.problem("needs a \"" + variable + "\", here or in the credential '" + credential.id()
                            + "': its base URL is " + provider.upstream());
                    return;
                }
            }
        }
    }
}
