/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.usage.UsageStore;
import ai.dheera.passthrough.usage.UsageStoreKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** The kinds of stores for usage records on the class path: that for databases is an artifact of its own. */
final class StoreKinds {

    private static final Map<String, String> ARTIFACTS = Map.of("jdbc", "ai.dheera:dheera-passthrough-jdbc");

    private static final Map<String, UsageStoreKind> LOADED = loaded();

    /** The names of all that are on the class path, or could be. */
    static final Set<String> NAMES = names();

    private StoreKinds() {}

    private static Map<String, UsageStoreKind> loaded() {
        Map<String, UsageStoreKind> loaded = new HashMap<>();
        ServiceLoader.load(UsageStoreKind.class, StoreKinds.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .forEach(kind -> loaded.put(kind.name(), kind));
        return loaded;
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(ARTIFACTS.keySet());
        names.addAll(LOADED.keySet());
        return names;
    }

    /** The options of a kind, where it is on the class path. */
    static Optional<Map<String, String>> options(String name, Node node) {
        UsageStoreKind kind = LOADED.get(name);
        if (kind == null) {
            node.problem("needs the artifact " + ARTIFACTS.get(name) + " on the class path");
            return Optional.empty();
        }
        return node.only(kind.options()).map(Node::textMap);
    }

    static UsageStore open(String name, Map<String, String> options) {
        UsageStoreKind kind = LOADED.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("there is no kind of store named " + name);
        }
        return kind.open(options);
    }
}
