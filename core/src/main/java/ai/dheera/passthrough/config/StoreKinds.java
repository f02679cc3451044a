/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.keys.KeyStoreKind;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.LimitStoreKind;
import ai.dheera.passthrough.spi.StoreKind;
import ai.dheera.passthrough.usage.UsageStore;
import ai.dheera.passthrough.usage.UsageStoreKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * The kinds of stores on the class path for one purpose: that for databases is an artifact of its own.
 *
 * @param <S> the stores
 */
final class StoreKinds<S> {

    /** For usage records. */
    static final StoreKinds<UsageStore> USAGE = new StoreKinds<>(UsageStoreKind.class, Set.of("jdbc"));

    /** For the keys that operators issue. */
    static final StoreKinds<IssuingKeyStore> KEYS = new StoreKinds<>(KeyStoreKind.class, Set.of("jdbc"));

    /** For limits. */
    static final StoreKinds<LimitStore> LIMITS = new StoreKinds<>(LimitStoreKind.class, Set.of("jdbc", "redis"));

    private static final Map<String, String> ARTIFACTS =
            Map.of("jdbc", "ai.dheera:dheera-passthrough-jdbc", "redis", "ai.dheera:dheera-passthrough-redis");

    private final Map<String, StoreKind<S>> loaded = new HashMap<>();
    private final Set<String> names;

    private <K extends StoreKind<S>> StoreKinds(Class<K> type, Set<String> shipped) {
        ServiceLoader.load(type, StoreKinds.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .forEach(kind -> loaded.put(kind.name(), kind));
        names = new TreeSet<>(shipped);
        names.addAll(loaded.keySet());
    }

    /** The names of all that are on the class path, or could be. */
    Set<String> names() {
        return names;
    }

    /** The stores among the members of an object, by their kinds, with their options; other members are passed over. */
    Map<String, Map<String, String>> among(Node node) {
        Map<String, Map<String, String>> stores = new LinkedHashMap<>();
        node.members().forEach((name, member) -> {
            if (names.contains(name)) {
                options(name, member).ifPresent(options -> stores.put(name, options));
            }
        });
        return stores;
    }

    /** The one store that an object names, as its only member. */
    <T> Optional<T> one(Node node, BiFunction<String, Map<String, String>, T> settings) {
        Optional<Node> object = node.only(names);
        if (object.isPresent() && node.members().size() != 1) {
            node.problem("must name one store, of these: " + String.join(", ", names));
        }
        return object.map(this::among)
                .flatMap(stores -> stores.entrySet().stream().findFirst())
                .map(store -> settings.apply(store.getKey(), store.getValue()));
    }

    /** The options of a kind, where it is on the class path. */
    private Optional<Map<String, String>> options(String name, Node node) {
        StoreKind<S> kind = loaded.get(name);
        if (kind == null) {
            node.problem("needs the artifact " + ARTIFACTS.get(name) + " on the class path");
            return Optional.empty();
        }
        return node.only(kind.options()).map(Node::textMap);
    }

    S open(String name, Map<String, String> options) {
        StoreKind<S> kind = loaded.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("there is no kind of store named " + name);
        }
        return kind.open(options);
    }
}
