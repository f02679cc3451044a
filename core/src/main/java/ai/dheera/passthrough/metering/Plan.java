/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.UsagePath;
import ai.dheera.passthrough.UsagePath.Origin;
import ai.dheera.passthrough.UsagePath.Step;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.UsageReading.Condition;
import ai.dheera.passthrough.UsageReading.Parts;
import ai.dheera.passthrough.UsageReading.Term;
import ai.dheera.passthrough.UsageReading.Variant;
import ai.dheera.passthrough.metering.PathTree.Use;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A reading, worked out for the meter: a slot for each value, and the trees that lead to them. Immutable; without the
 * reading itself, which may be forgotten. */
final class Plan {

    /** So many documents at the beginning of a stream are read for what only they may tell: model, id, terms. */
    static final int FIRST_DOCUMENTS = 3;

    private final String name;
    private final boolean adds;
    private final Optional<UsageReading.Grammar> grammar;
    private final List<UsagePath> text;
    private final List<Condition> conditions;
    private final PathTree documents = new PathTree();
    private final PathTree request = new PathTree();
    private final Map<UsagePath, Integer> numbers = new HashMap<>();
    private final Map<List<UsagePath>, Integer> texts = new HashMap<>();
    private final List<Named> named = new ArrayList<>();
    private final List<Source> variants = new ArrayList<>();
    private final @Nullable Integer model;
    private final @Nullable Integer id;
    private final Map<String, Integer> terms = new LinkedHashMap<>();
    private final List<Integer> pending = new ArrayList<>();
    private final boolean finals;
    private final Markers markers;

    /** A value outside of JSON: in a header, the path, the query, or a constant. */
    record Named(Origin origin, String name, boolean number, int slot) {}

    /** A variant, with slots in place of paths. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Source(Map<String, List<Summand>> units, List<Summand> cost, int[] slots) {

        boolean isIn(Values values) {
            for (int slot : slots) {
                if (values.number(slot) != null) {
                    return true;
                }
            }
            return false;
        }
    }

    private record Summand(
            int slot,
            BigDecimal times,
            Optional<Integer> by,
            Optional<Integer> whole,
            List<Integer> is,
            List<Integer> given) {}

    Plan(UsageReading reading) {
        name = reading.name();
        adds = reading.adds();
        grammar = reading.grammar();
        text = reading.text();
        conditions = reading.pending();
        Set<String> marks = new LinkedHashSet<>();
        for (int i = 0; i < reading.variants().size(); i++) {
            add(reading.variants().get(i), i, marks);
        }
        model = text(reading.model());
        id = text(reading.id());
        reading.terms().forEach((name, paths) -> terms.put(name, text(paths)));
        conditions.forEach(condition -> pending.add(text(condition.path())));
        for (UsagePath path : reading.finals()) {
            documents.grow(path.steps(), Use.MARK, 0);
            lastMember(path.steps()).ifPresent(marks::add);
        }
        finals = !reading.finals().isEmpty();
        growParts(reading);
        markers = new Markers(marks);
    }

    // slots

    private void add(Variant variant, int index, Set<String> marks) {
        Map<String, List<Summand>> units = new LinkedHashMap<>();
        variant.units().forEach((unit, sum) -> units.put(unit, summands(variant, index, sum, marks)));
        List<Summand> cost = summands(variant, index, variant.cost(), marks);
        Set<Integer> slots = new LinkedHashSet<>();
        units.values().forEach(sum -> sum.forEach(each -> slots.add(each.slot())));
        cost.forEach(each -> slots.add(each.slot()));
        variants.add(new Source(
                units, cost, slots.stream().mapToInt(Integer::intValue).toArray()));
    }

    private List<Summand> summands(Variant variant, int index, List<Term> sum, Set<String> marks) {
        List<Summand> summands = new ArrayList<>();
        for (Term term : sum) {
            mark(variant, term.path(), marks);
            summands.add(new Summand(
                    number(variant, index, term.path()),
                    term.times(),
                    term.by().map(path -> number(variant, index, path)),
                    term.unless().map(unless -> number(variant, index, unless.path())),
                    term.unless().stream()
                            .flatMap(unless -> unless.is().stream())
                            .map(path -> number(variant, index, path))
                            .toList(),
                    term.given().stream()
                            .map(path -> number(variant, index, path))
                            .toList()));
        }
        return summands;
    }

    /** Paths of two variants may be the same text and mean other places. */
    private int number(Variant variant, int index, UsagePath path) {
        boolean relative = path.origin() == Origin.USAGE;
        UsagePath key = relative ? new UsagePath(path.origin(), path.steps(), "#" + index, path.measure()) : path;
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        int slot = numbers.size();
        numbers.put(key, slot);
        switch (path.origin()) {
            case USAGE ->
                variant.in().forEach(in -> documents.behind(in.steps()).grow(path.steps(), use(path), slot));
            case DOCUMENT -> documents.grow(path.steps(), use(path), slot);
            case REQUEST -> request.grow(path.steps(), use(path), slot);
            default -> named.add(new Named(path.origin(), path.name(), true, slot));
        }
        return slot;
    }

    private static Use use(UsagePath path) {
        return path.measure() == UsagePath.Measure.LENGTH ? Use.LENGTH : Use.NUMBER;
    }

    private @Nullable Integer text(List<UsagePath> paths) {
        if (paths.isEmpty()) {
            return null;
        }
        Integer known = texts.get(paths);
        if (known != null) {
            return known;
        }
        int slot = texts.size();
        texts.put(paths, slot);
        for (UsagePath path : paths) {
            switch (path.origin()) {
                case USAGE, DOCUMENT -> documents.grow(path.steps(), Use.TEXT, slot);
                case REQUEST -> request.grow(path.steps(), Use.TEXT, slot);
                default -> named.add(new Named(path.origin(), path.name(), false, slot));
            }
        }
        return slot;
    }

    /** In each part its own usage and its own model. */
    private void growParts(UsageReading reading) {
        for (int i = 0; i < reading.variants().size(); i++) {
            Variant variant = reading.variants().get(i);
            for (Parts parts : variant.parts()) {
                List<UsagePath> roots = parts.in().origin() == Origin.USAGE ? variant.in() : List.of(parts.in());
                for (UsagePath root : roots) {
                    growParts(root, parts, i);
                }
            }
        }
    }

    private void growParts(UsagePath root, Parts parts, int index) {
        boolean relative = parts.in().origin() == Origin.USAGE;
        PathTree start = relative ? documents.behind(root.steps()) : documents;
        PathTree part = start.growParts(parts.in().steps());
        if (model != null) {
            part.grow(parts.model().steps(), Use.TEXT, model);
        }
        PathTree usage = part.behind(parts.within().steps());
        String suffix = "#" + index;
        numbers.forEach((path, slot) -> {
            if (path.origin() == Origin.USAGE && path.name().equals(suffix)) {
                usage.grow(path.steps(), use(path), slot);
            }
        });
    }

    /** The member without which an event holds none of a variant's usage. */
    private static void mark(Variant variant, UsagePath path, Set<String> marks) {
        switch (path.origin()) {
            case USAGE ->
                variant.in()
                        .forEach(in -> lastMember(in.steps().isEmpty() ? path.steps() : in.steps())
                                .ifPresent(marks::add));
            case DOCUMENT -> lastMember(path.steps()).ifPresent(marks::add);
            default -> {}
        }
    }

    private static Optional<String> lastMember(List<Step> steps) {
        return steps.stream()
                .filter(Step.Member.class::isInstance)
                .map(step -> ((Step.Member) step).name())
                .reduce((first, second) -> second);
    }

    // what the meter asks

    String name() {
        return name;
    }

    /** Whether every document is billed for itself. */
    boolean adds() {
        return adds;
    }

    Optional<UsageReading.Grammar> grammar() {
        return grammar;
    }

    /** Where produced text stands. */
    List<UsagePath> text() {
        return text;
    }

    Values values() {
        return new Values(numbers.size(), texts.size(), 1);
    }

    PathTree documents() {
        return documents;
    }

    PathTree request() {
        return request;
    }

    boolean readsRequest() {
        return request.hasMembers();
    }

    List<Named> named() {
        return named;
    }

    Markers markers() {
        return markers;
    }

    /** Whether the usage that these tell is the last word. */
    boolean isFinal(Values values) {
        return !finals || values.isMarked(0);
    }

    boolean isPending(Values values) {
        for (int i = 0; i < pending.size(); i++) {
            Condition condition = conditions.get(i);
            String value = text(pending.get(i), values);
            if (value == null || !condition.values().contains(value)) {
                return false;
            }
        }
        return !pending.isEmpty();
    }

    Optional<String> model(Values values) {
        return Optional.ofNullable(text(model, values)).filter(name -> !name.isEmpty());
    }

    Optional<String> id(Values values) {
        return Optional.ofNullable(text(id, values)).filter(name -> !name.isEmpty());
    }

    Map<String, String> terms(Values values) {
        Map<String, String> found = new LinkedHashMap<>();
        terms.forEach((name, slot) -> {
            String value = text(slot, values);
            if (value != null) {
                found.put(name, value);
            }
        });
        return found;
    }

    private static @Nullable String text(@Nullable Integer slot, Values values) {
        return slot == null ? null : values.text(slot);
    }

    /** Whether they tell any usage, of any variant. */
    boolean hasUsage(Values values) {
        return variant(values).isPresent();
    }

    private Optional<Source> variant(Values values) {
        for (Source source : variants) {
            if (source.isIn(values)) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }

    /** The units that they tell of; none of them negative. */
    Map<String, BigDecimal> units(Values values) {
        Map<String, BigDecimal> units = new LinkedHashMap<>();
        variant(values)
                .ifPresent(source -> source.units().forEach((unit, sum) -> {
                    BigDecimal amount = sum(sum, values);
                    if (amount != null && amount.signum() >= 0) {
                        units.put(unit, amount);
                    }
                }));
        return units;
    }

    /** What the provider says that it costs, in US dollars; null where it does not. */
    @Nullable
    BigDecimal cost(Values values) {
        BigDecimal cost =
                variant(values).map(source -> sum(source.cost(), values)).orElse(null);
        return cost == null || cost.signum() < 0 ? null : cost;
    }

    private static @Nullable BigDecimal sum(List<Summand> summands, Values values) {
        BigDecimal sum = null;
        for (Summand each : summands) {
            BigDecimal amount = amount(each, values);
            if (amount != null) {
                sum = sum == null ? amount : sum.add(amount);
            }
        }
        return sum;
    }

    private static @Nullable BigDecimal amount(Summand summand, Values values) {
        BigDecimal value = values.number(summand.slot());
        if (value == null || isIncluded(summand, values) || !isGiven(summand, values)) {
            return null;
        }
        BigDecimal by = summand.by().map(values::number).orElse(BigDecimal.ONE);
        return value.multiply(summand.times()).multiply(by);
    }

    private static boolean isGiven(Summand summand, Values values) {
        return summand.given().isEmpty() || summand.given().stream().anyMatch(slot -> values.number(slot) != null);
    }

    /** Whether it is a part of another summand already. */
    private static boolean isIncluded(Summand summand, Values values) {
        BigDecimal whole = summand.whole().map(values::number).orElse(null);
        if (whole == null) {
            return false;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (int slot : summand.is()) {
            BigDecimal value = values.number(slot);
            sum = value == null ? sum : sum.add(value);
        }
        return whole.compareTo(sum) == 0;
    }
}
