/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a file of prices. Reads one and is done. */
final class PricesReader {

    private static final Logger LOG = LoggerFactory.getLogger(PriceCatalogue.class);

    private static final BigDecimal DEAREST_TIMES = BigDecimal.valueOf(1000);

    private final Units units;
    private final PriceSet.Maker priceSets;
    private final Set<String> passedOver = new TreeSet<>();

    /** Whether the file is of the data set's own making, and may be newer than this code. */
    private boolean published;

    private PricesReader(Units units) {
        this.units = units;
        priceSets = new PriceSet.Maker(units);
    }

    static List<PriceList> read(String text, String file, Units units) throws InvalidPrices {
        Problems problems = new Problems(file);
        PricesReader reader = new PricesReader(units);
        List<PriceList> lists = Document.read(text, problems).map(reader::lists).orElse(List.of());
        problems.throwIfAny(InvalidPrices::new);
        reader.tellOfPassedOver(file);
        return lists;
    }

    private void tellOfPassedOver(String file) {
        if (!passedOver.isEmpty()) {
            LOG.warn("{}: prices of these kinds are passed over, this version knows none such: {}", file, passedOver);
        }
    }

    private List<PriceList> lists(Node root) {
        List<Node> items = root.items();
        published = items.stream().anyMatch(item -> item.isFilled("extractors"));
        Map<String, PriceList> lists = new LinkedHashMap<>();
        items.forEach(item -> list(item).ifPresent(list -> {
            if (lists.put(list.id(), list) != null) {
                item.problem("is a second entry for provider " + list.id() + "; put them together");
            }
        }));
        return List.copyOf(lists.values());
    }

    private Optional<PriceList> list(Node node) {
        Optional<Pattern> apiPattern = node.filled("api_pattern").flatMap(each -> each.parsed(Clause::pattern));
        Optional<List<String>> fallbacks =
                node.filled("fallback_model_providers").map(Node::texts);
        List<PricedModel> models = models(node);
        List<Modifier> modifiers = modifiers(node);
        return node.needed("id", "the provider's id, such as \"openai\"")
                .flatMap(Node::text)
                .map(id -> new PriceList(id, apiPattern, fallbacks, models, modifiers));
    }

    private List<PricedModel> models(Node list) {
        List<PricedModel> models = new ArrayList<>();
        list.filled("models")
                .ifPresent(node -> node.items().forEach(item -> model(item).ifPresent(models::add)));
        return models;
    }

    private Optional<PricedModel> model(Node node) {
        Optional<String> id = node.needed("id", "a name for the model").flatMap(Node::text);
        Optional<Clause> match = node.needed("match", "which models it is, such as {\"equals\": \"gpt-4o\"}")
                .flatMap(Clause::read);
        Optional<Schedule> schedule = node.needed("prices", "its prices, such as {\"input_mtok\": 2.5}")
                .map(this::schedule);
        return id.isEmpty() || match.isEmpty() || schedule.isEmpty()
                ? Optional.empty()
                : Optional.of(new PricedModel(id.get(), match.get(), schedule.get()));
    }

    private Schedule schedule(Node node) {
        if (!node.isList()) {
            return new Schedule(List.of(new Schedule.Entry(Schedule.Period.always(), prices(node))));
        }
        List<Schedule.Entry> entries = new ArrayList<>();
        for (Node item : node.items()) {
            onlyKnown(item, Set.of("constraint", "prices"));
            Schedule.Period period =
                    item.filled("constraint").flatMap(this::period).orElse(Schedule.Period.always());
            item.needed("prices", "an object of prices")
                    .ifPresent(prices -> entries.add(new Schedule.Entry(period, prices(prices))));
        }
        if (entries.isEmpty()) {
            node.problem("holds no prices; add an entry, or write {} where the model is free");
        }
        return new Schedule(entries);
    }

    private Optional<Schedule.Period> period(Node node) {
        if (node.isFilled("start_date")) {
            onlyKnown(node, Set.of("type", "start_date"));
            return node.filled("start_date")
                    .flatMap(each -> each.parsed(PricesReader::instant))
                    .map(Schedule.Period::from);
        }
        if (node.isFilled("start_time") && node.isFilled("end_time")) {
            onlyKnown(node, Set.of("type", "start_time", "end_time"));
            Optional<LocalTime> start = node.filled("start_time").flatMap(each -> each.parsed(PricesReader::timeOfDay));
            Optional<LocalTime> end = node.filled("end_time").flatMap(each -> each.parsed(PricesReader::timeOfDay));
            return start.flatMap(from -> end.map(to -> Schedule.Period.daily(from, to)));
        }
        node.problem("must have start_date (\"2026-03-13\"), or start_time and end_time (\"16:30:00Z\")");
        return Optional.empty();
    }

    private static Instant instant(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("is no date: write one like 2026-03-13 or 2026-03-13T12:00:00Z", e);
        }
    }

    private static LocalTime timeOfDay(String text) {
        try {
            boolean zoned = text.endsWith("Z") || text.indexOf('+') > 0 || text.indexOf('-') > 0;
            return zoned
                    ? OffsetTime.parse(text)
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toLocalTime()
                    : LocalTime.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("is no time of day: write one like 16:30:00Z", e);
        }
    }

    private PriceSet prices(Node node) {
        Map<Unit, Price> priced = new LinkedHashMap<>();
        node.members().forEach((key, value) -> {
            Optional<Unit> unit = units.pricedAs(key);
            if (unit.isPresent() && node.isFilled(key)) {
                price(value).ifPresent(price -> priced.put(unit.get(), price));
            } else if (unit.isEmpty()) {
                unknown(value, key, "price", units.priceKeys());
            }
        });
        return priceSets.of(priced);
    }

    private void onlyKnown(Node node, Set<String> names) {
        node.members().forEach((name, each) -> {
            if (!names.contains(name)) {
                unknown(each, name, "member", String.join(", ", new TreeSet<>(names)));
            }
        });
    }

    private void unknown(Node node, String name, String what, String known) {
        if (published) {
            passedOver.add(name);
        } else {
            node.problem("is no known " + what + "; these are: " + known);
        }
    }

    private Optional<Price> price(Node node) {
        if (!node.isObject()) {
            return node.amount().map(base -> new Price(base, List.of()));
        }
        onlyKnown(node, Set.of("base", "tiers"));
        List<Price.Tier> tiers = new ArrayList<>();
        node.needed("tiers", "a list of {\"start\": tokens, \"price\": n}")
                .ifPresent(list -> list.items().forEach(item -> tier(item).ifPresent(tiers::add)));
        if (!isAscending(tiers)) {
            node.problem("has tiers out of order; put the lowest start first");
        }
        return node.needed("base", "the price below all tiers")
                .flatMap(Node::amount)
                .map(base -> new Price(base, tiers));
    }

    private Optional<Price.Tier> tier(Node node) {
        onlyKnown(node, Set.of("start", "price"));
        Optional<BigDecimal> start = node.needed("start", "the number of input tokens above which it holds")
                .flatMap(Node::amount);
        Optional<BigDecimal> price =
                node.needed("price", "the price above that").flatMap(Node::amount);
        return start.flatMap(from -> price.map(then -> new Price.Tier(from, then)));
    }

    private static boolean isAscending(List<Price.Tier> tiers) {
        for (int i = 1; i < tiers.size(); i++) {
            if (tiers.get(i).start().compareTo(tiers.get(i - 1).start()) <= 0) {
                return false;
            }
        }
        return true;
    }

    private List<Modifier> modifiers(Node list) {
        List<Modifier> modifiers = new ArrayList<>();
        list.filled("modifiers")
                .ifPresent(node -> node.items().forEach(item -> modifier(item).ifPresent(modifiers::add)));
        return modifiers;
    }

    private Optional<Modifier> modifier(Node node) {
        onlyKnown(node, Set.of("when", "models", "units", "times", "source"));
        List<Map<String, Pattern>> when =
                node.filled("when").map(PricesReader::alternatives).orElse(List.of(Map.of()));
        Optional<Clause> models = node.filled("models").flatMap(Clause::read);
        boolean tokensOnly = node.filled("units")
                .flatMap(each -> each.parsed(PricesReader::isTokensOnly))
                .orElse(false);
        return node.needed("times", "what the cost is multiplied by, such as \"0.5\"")
                .flatMap(PricesReader::fraction)
                .map(times -> new Modifier(when, models, tokensOnly, times.over(), times.under()));
    }

    private record Fraction(BigDecimal over, BigDecimal under) {}

    /** A number, or two with a stroke between them. */
    private static Optional<Fraction> fraction(Node node) {
        Optional<Fraction> fraction = node.decimalText().flatMap(PricesReader::fraction);
        if (fraction.isEmpty()) {
            node.problem("must be a number from 0 to " + DEAREST_TIMES
                    + ", such as \"0.5\", or a fraction of two such as" + " \"5/3\"");
        }
        return fraction;
    }

    private static Optional<Fraction> fraction(String text) {
        int stroke = text.indexOf('/');
        String over = stroke < 0 ? text : text.substring(0, stroke);
        String under = stroke < 0 ? "1" : text.substring(stroke + 1);
        return factor(over)
                .flatMap(above ->
                        factor(under).filter(below -> below.signum() > 0).map(below -> new Fraction(above, below)));
    }

    private static Optional<BigDecimal> factor(String text) {
        return Node.decimal(text).filter(number -> number.signum() >= 0 && number.compareTo(DEAREST_TIMES) <= 0);
    }

    private static boolean isTokensOnly(String text) {
        return switch (text) {
            case "tokens" -> true;
            case "all" -> false;
            default -> throw new IllegalArgumentException("must be \"tokens\" or \"all\"");
        };
    }

    private static List<Map<String, Pattern>> alternatives(Node when) {
        if (when.isList()) {
            return when.items().stream().map(PricesReader::expressions).toList();
        }
        return List.of(expressions(when));
    }

    private static Map<String, Pattern> expressions(Node when) {
        Map<String, Pattern> expressions = new LinkedHashMap<>();
        when.members()
                .forEach((term, each) ->
                        each.parsed(Clause::pattern).ifPresent(pattern -> expressions.put(term, pattern)));
        return expressions;
    }
}
