/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All units, as the price data define them. Immutable. */
final class Units {

    /** Counts one per exchange where it has a price, whatever was used. */
    static final String REQUESTS = "requests";

    /** By whose number a price's tier is chosen. */
    static final String INPUT = "input_tokens";

    private final List<Unit> all;
    private final Map<String, Unit> byName = new HashMap<>();
    private final Map<String, Unit> byPriceKey = new HashMap<>();
    private final List<Unit> specificFirst;
    private final List<List<Unit>> containing;
    private final List<List<List<Unit>>> parts;

    private Units(List<Unit> all) {
        this.all = List.copyOf(all);
        for (Unit unit : all) {
            byName.put(unit.name(), unit);
            byPriceKey.put(unit.priceKey(), unit);
        }
        specificFirst = all.stream()
                .sorted(Comparator.comparingInt(unit -> -unit.dimensions().size()))
                .toList();
        containing = all.stream().map(this::containing).toList();
        parts = all.stream().map(this::partsOf).toList();
    }

    static Units read(String text, String file) throws InvalidPrices {
        Problems problems = new Problems(file);
        List<Unit> all = new ArrayList<>();
        Document.read(text, problems)
                .map(Node::members)
                .orElse(Map.of())
                .forEach((name, each) -> unit(all.size(), name, each).ifPresent(all::add));
        problems.throwIfAny(InvalidPrices::new);
        return new Units(all);
    }

    private static Optional<Unit> unit(int index, String name, Node node) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        node.needed("dimensions", "an object")
                .ifPresent(given -> given.members()
                        .forEach((key, each) -> each.text().ifPresent(text -> dimensions.put(key, text))));
        String priceKey = node.filled("price_key").flatMap(Node::text).orElse(name);
        return node.needed("per", "a number")
                .flatMap(Node::amount)
                .map(per -> new Unit(index, name, dimensions, per, priceKey));
    }

    private List<Unit> containing(Unit part) {
        return all.stream().filter(whole -> whole.contains(part)).toList();
    }

    private List<List<Unit>> partsOf(Unit whole) {
        Map<String, List<Unit>> byDimension = new LinkedHashMap<>();
        for (Unit part : all) {
            if (part.isWithin(whole)
                    && part.dimensions().size() == whole.dimensions().size() + 1) {
                String added = part.dimensions().keySet().stream()
                        .filter(each -> !whole.dimensions().containsKey(each))
                        .findFirst()
                        .orElseThrow();
                byDimension.computeIfAbsent(added, key -> new ArrayList<>()).add(part);
            }
        }
        return List.copyOf(byDimension.values());
    }

    List<Unit> all() {
        return all;
    }

    /** All units, none before one that it contains. */
    List<Unit> specificFirst() {
        return specificFirst;
    }

    /** A unit, and those that contain it. */
    List<Unit> around(Unit part) {
        return containing.get(part.index());
    }

    Optional<Unit> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<Unit> pricedAs(String priceKey) {
        return Optional.ofNullable(byPriceKey.get(priceKey));
    }

    /** The keys that prices may have, for a message. */
    String priceKeys() {
        return String.join(", ", new TreeSet<>(byPriceKey.keySet()));
    }

    /** What a unit can be divided into: for each dimension that it does not tell, the units that tell it. */
    List<List<Unit>> parts(Unit whole) {
        return parts.get(whole.index());
    }
}
