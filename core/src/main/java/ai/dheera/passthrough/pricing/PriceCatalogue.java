/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What providers charge: the prices that come with the library, and those of an operator's before them. Immutable and
 * thread-safe; asking it blocks on nothing and throws nothing.
 */
public final class PriceCatalogue {

    private static final int REMEMBERED_NAMES = 10_000;

    /** No model has a longer name; a client may send one. */
    private static final int LONGEST_NAME = 512;

    private final Units units;
    private final Map<String, PriceList> lists;
    private final Cache<Name, Optional<Found>> found =
            Caffeine.newBuilder().maximumSize(REMEMBERED_NAMES).build();
    private final Unpriced unpriced = new Unpriced();

    private record Name(String provider, String model) {}

    /** A model, and what may make it cheaper or dearer. */
    private record Found(PricedModel model, List<Modifier> modifiers) {}

    private PriceCatalogue(Units units, Map<String, PriceList> lists) {
        this.units = units;
        this.lists = lists;
    }

    /** {@return the prices that come with the library; read at the first call} */
    public static PriceCatalogue builtIn() {
        return BuiltIn.CATALOGUE;
    }

    private static final class BuiltIn {

        static final PriceCatalogue CATALOGUE = read();

        private static PriceCatalogue read() {
            try {
                Units units = Units.read(resource("units.json"), "units.json");
                return new PriceCatalogue(units, Map.of())
                        .with(resource("model-prices.json"), "model-prices.json")
                        .with(resource("additions.json"), "additions.json");
            } catch (InvalidPrices e) {
                throw new IllegalStateException("The library's own prices are broken", e);
            }
        }

        private static String resource(String name) {
            String path = "/ai/dheera/passthrough/prices/" + name;
            try (InputStream in = Objects.requireNonNull(PriceCatalogue.class.getResourceAsStream(path), path)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalStateException("The library's own prices cannot be read: " + path, e);
            }
        }
    }

    /**
     * {@return this catalogue with the prices of a file before its own}
     *
     * @param overlay a file as docs/prices.md describes, in UTF-8; read now, and not again
     * @throws InvalidPrices if it cannot be read, with everything that is wrong with it
     */
    public PriceCatalogue with(Path overlay) throws InvalidPrices {
        String text;
        try {
            text = Files.readString(overlay);
        } catch (IOException e) {
            throw new InvalidPrices(List.of(overlay + ": $: cannot be read: " + e));
        }
        return with(text, overlay.toString());
    }

    /**
     * {@return this catalogue with the prices of a text before its own}
     *
     * @param json a text as docs/prices.md describes
     * @param name what messages call it, such as the name of the file it is from
     * @throws InvalidPrices if it is not so, with everything that is wrong with it
     */
    public PriceCatalogue with(String json, String name) throws InvalidPrices {
        Map<String, PriceList> merged = new LinkedHashMap<>();
        for (PriceList overlay : PricesReader.read(json, name, units)) {
            PriceList known = lists.get(overlay.id());
            merged.put(overlay.id(), known == null ? overlay : known.with(overlay));
        }
        lists.forEach(merged::putIfAbsent);
        return new PriceCatalogue(units, merged);
    }

    /**
     * {@return the id of the provider whose upstream has this URL}
     *
     * @param upstreamUrl such as {@code https://api.openai.com/v1}
     */
    public Optional<String> providerFor(String upstreamUrl) {
        return lists.values().stream()
                .filter(list -> list.apiPattern()
                        .filter(pattern -> pattern.matcher(upstreamUrl).lookingAt())
                        .isPresent())
                .map(PriceList::id)
                .findFirst();
    }

    /**
     * {@return what was sold, priced; a warning tells once of a model and of a unit that has no price}
     *
     * @param sale what was used, of which model
     */
    public Cost cost(Sale sale) {
        String provider = provider(sale);
        Counts counts = new Counts(units, sale.units());
        for (String name : sale.models()) {
            Optional<Found> model = find(provider, name);
            if (model.isPresent()) {
                return cost(sale, provider, model.get(), counts);
            }
        }
        unpriced.models(provider, sale.models());
        return unknown(counts, Optional.empty());
    }

    private String provider(Sale sale) {
        return lists.containsKey(sale.provider())
                ? sale.provider()
                : sale.upstream().flatMap(this::providerFor).orElse(sale.provider());
    }

    private Cost cost(Sale sale, String provider, Found found, Counts counts) {
        String model = found.model().id();
        Optional<PriceSet> prices = found.model().schedule().at(sale.at());
        if (prices.isEmpty()) {
            unpriced.models(provider, List.of(model));
            return unknown(counts, Optional.of(model));
        }
        PriceSet.Bill bill = prices.get().bill(counts);
        bill.unpriced().forEach(unit -> unpriced.unit(provider, model, unit));
        return new Cost(
                bill.known() ? Optional.of(usd(bill, found.modifiers(), sale.terms())) : Optional.empty(),
                bill.unpriced().isEmpty(),
                bill.unpriced(),
                Optional.of(model));
    }

    private static BigDecimal usd(PriceSet.Bill bill, List<Modifier> modifiers, Map<String, String> terms) {
        BigDecimal tokens = bill.tokens();
        BigDecimal others = bill.others();
        for (Modifier modifier : modifiers) {
            if (modifier.holds(terms)) {
                tokens = modifier.applied(tokens);
                others = modifier.tokensOnly() ? others : modifier.applied(others);
            }
        }
        BigDecimal usd = tokens.add(others).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }

    private static Cost unknown(Counts counts, Optional<String> model) {
        List<String> names = new ArrayList<>(counts.unknown());
        counts.used().forEach(unit -> names.add(unit.name()));
        return new Cost(Optional.empty(), false, Set.copyOf(names), model);
    }

    private Optional<Found> find(String provider, String model) {
        if (model.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        return found.get(new Name(provider, model), this::search);
    }

    private Optional<Found> search(Name name) {
        PriceList list = lists.get(name.provider());
        if (list == null) {
            return Optional.empty();
        }
        String lowerCase = name.model().toLowerCase(Locale.ROOT);
        return list.model(lowerCase)
                .or(() -> elsewhere(list, lowerCase))
                .map(model -> new Found(model, modifiers(list, lowerCase)));
    }

    private Optional<PricedModel> elsewhere(PriceList list, String lowerCase) {
        return list.fallbacks().orElse(List.of()).stream()
                .flatMap(id -> Optional.ofNullable(lists.get(id)).stream())
                .flatMap(fallback -> fallback.model(lowerCase).stream())
                .findFirst();
    }

    private static List<Modifier> modifiers(PriceList list, String lowerCase) {
        return list.modifiers().stream()
                .filter(modifier -> modifier.isFor(lowerCase))
                .toList();
    }
}
