/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.UsagePath;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.UsageReading.Condition;
import ai.dheera.passthrough.UsageReading.Grammar;
import ai.dheera.passthrough.UsageReading.Parts;
import ai.dheera.passthrough.UsageReading.Term;
import ai.dheera.passthrough.UsageReading.Unless;
import ai.dheera.passthrough.UsageReading.Variant;
import ai.dheera.passthrough.json.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads usage readings. */
final class ReadingReader {

    private static final Set<String> VARIANT = Set.of("in", "units", "cost", "parts");
    private static final Set<String> FIELDS = Set.of(
            "description",
            "source",
            "in",
            "units",
            "cost",
            "parts",
            "variants",
            "model",
            "id",
            "terms",
            "pending",
            "final",
            "text",
            "adds",
            "grammar",
            "includeUsage");

    private ReadingReader() {}

    /** What a reading may have. */
    static Set<String> members() {
        return FIELDS;
    }

    /** Readings by their names. */
    static Map<String, UsageReading> readings(Node node) {
        Map<String, UsageReading> readings = new LinkedHashMap<>();
        node.members()
                .forEach((name, each) ->
                        each.only(FIELDS).ifPresent(object -> readings.put(name, reading(name, object))));
        return readings;
    }

    private static UsageReading reading(String name, Node node) {
        return new UsageReading(
                name,
                variants(node),
                paths(node, "model"),
                paths(node, "id"),
                byName(node, "terms", ReadingReader::paths),
                pending(node),
                paths(node, "final"),
                paths(node, "text"),
                node.member("adds").flatMap(Node::truth).orElse(false),
                node.member("grammar").flatMap(each -> each.parsed(ReadingReader::grammar)),
                node.member("includeUsage").flatMap(Node::text));
    }

    private static Grammar grammar(String text) {
        for (Grammar grammar : Grammar.values()) {
            if (grammar.name().toLowerCase(Locale.ROOT).equals(text)) {
                return grammar;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no grammar: json, lines, sse or aws is");
    }

    private static List<Variant> variants(Node node) {
        if (!node.has("variants")) {
            return List.of(variant(node));
        }
        VARIANT.stream()
                .filter(node::has)
                .forEach(name -> node.problem("has \"variants\", and \"" + name + "\" beside"));
        List<Variant> variants = new ArrayList<>();
        items(node, "variants")
                .forEach(item -> item.only(VARIANT).map(ReadingReader::variant).ifPresent(variants::add));
        return variants;
    }

    private static Variant variant(Node node) {
        List<UsagePath> in = paths(node, "in");
        return new Variant(
                in.isEmpty() ? List.of(UsagePath.inDocument("")) : in,
                byName(node, "units", ReadingReader::terms),
                node.member("cost").map(ReadingReader::terms).orElse(List.of()),
                parts(node));
    }

    private static <T> Map<String, List<T>> byName(Node node, String name, Function<Node, List<T>> read) {
        Map<String, List<T>> all = new LinkedHashMap<>();
        node.member(name).map(Node::members).orElse(Map.of()).forEach((key, value) -> all.put(key, read.apply(value)));
        return all;
    }

    private static List<Term> terms(Node node) {
        List<Term> terms = new ArrayList<>();
        node.items().forEach(item -> term(item).ifPresent(terms::add));
        return terms;
    }

    private static Optional<Term> term(Node node) {
        if (node.isText()) {
            return node.parsed(UsagePath::inUsage)
                    .map(path -> new Term(path, BigDecimal.ONE, Optional.empty(), Optional.empty(), List.of()));
        }
        Optional<Node> object = node.only(Set.of("path", "times", "unless", "if"));
        Optional<UsagePath> path = object.flatMap(each -> each.member("path")).flatMap(ReadingReader::inUsage);
        Optional<Node> times = object.flatMap(each -> each.member("times"));
        boolean isPath = times.map(Node::isObject).orElse(false);
        Optional<UsagePath> by = times.filter(each -> isPath)
                .flatMap(each -> each.only(Set.of("path")))
                .flatMap(each -> each.member("path"))
                .flatMap(ReadingReader::inUsage);
        BigDecimal factor = times.filter(each -> !isPath).flatMap(Node::decimal).orElse(BigDecimal.ONE);
        Optional<Unless> unless = object.flatMap(each -> each.member("unless")).flatMap(ReadingReader::unless);
        List<UsagePath> given = object.map(ReadingReader::given).orElse(List.of());
        return path.map(found -> new Term(found, factor, by, unless, given));
    }

    private static List<UsagePath> given(Node node) {
        List<UsagePath> given = new ArrayList<>();
        items(node, "if").forEach(item -> inUsage(item).ifPresent(given::add));
        return given;
    }

    private static Optional<UsagePath> inUsage(Node node) {
        return node.parsed(UsagePath::inUsage);
    }

    private static Optional<Unless> unless(Node node) {
        return node.only(Set.of("path", "is")).flatMap(object -> {
            List<UsagePath> is = object.member("is")
                    .map(list -> list.list(UsagePath::inUsage))
                    .orElse(List.of());
            return object.member("path").flatMap(ReadingReader::inUsage).map(path -> new Unless(path, is));
        });
    }

    private static List<Parts> parts(Node node) {
        List<Parts> parts = new ArrayList<>();
        for (Node item : items(node, "parts")) {
            item.only(Set.of("in", "within", "model"))
                    .flatMap(ReadingReader::part)
                    .ifPresent(parts::add);
        }
        return parts;
    }

    private static Optional<Parts> part(Node node) {
        UsagePath within = node.member("within")
                .flatMap(each -> each.parsed(UsagePath::inDocument))
                .orElse(UsagePath.inDocument(""));
        UsagePath model = node.member("model")
                .flatMap(each -> each.parsed(UsagePath::inDocument))
                .orElse(UsagePath.inDocument("model"));
        return node.member("in").flatMap(ReadingReader::inUsage).map(in -> new Parts(in, within, model));
    }

    private static List<Condition> pending(Node node) {
        List<Condition> conditions = new ArrayList<>();
        for (Node item : items(node, "pending")) {
            item.only(Set.of("path", "values"))
                    .map(each -> new Condition(
                            paths(each, "path"),
                            each.member("values").map(Node::texts).orElse(List.of())))
                    .ifPresent(conditions::add);
        }
        return conditions;
    }

    private static List<UsagePath> paths(Node node, String name) {
        return node.member(name).map(ReadingReader::paths).orElse(List.of());
    }

    private static List<UsagePath> paths(Node list) {
        return list.list(UsagePath::inDocument);
    }

    private static List<Node> items(Node node, String name) {
        return node.member(name).map(Node::items).orElse(List.of());
    }
}
