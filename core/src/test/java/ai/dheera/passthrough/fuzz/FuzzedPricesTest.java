/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fuzz.TokenByToken.Price;
import ai.dheera.passthrough.pricing.Cost;
import ai.dheera.passthrough.pricing.InvalidPrices;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.pricing.Sale;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever tokens were used, whatever prices there are, and however much of it was told: the cost is that of the
 * tokens, one by one.
 */
class FuzzedPricesTest {

    private static final Map<String, Map<String, String>> UNITS = tokenUnits();
    private static final List<Map<String, String>> KINDS = kinds();
    private static final Map<String, String> PRICE_KEYS = priceKeys();

    @AddLifecycleHook(Tries.class)
    @Property(tries = 3_000, seed = "20260101")
    void costsWhatTheTokensCostOneByOne(@ForAll long seed) throws InvalidPrices {
        Random random = new Random(seed);
        Map<String, Price> prices = prices(random);
        TokenByToken slow = new TokenByToken(UNITS, prices);
        List<Map<String, String>> tokens = tokens(random);
        Map<String, BigDecimal> usage = usage(random, slow, tokens);

        Cost cost = catalogue(prices).cost(sale(usage));

        Set<String> used = new TreeSet<>(usage.keySet());
        used.removeIf(unit -> usage.get(unit).signum() == 0);
        Set<String> unpriced = slow.unpriced(used);
        boolean nothingKnown = !unpriced.isEmpty() && unpriced.size() == used.size();
        assertThat(cost.unpricedUnits()).isEqualTo(unpriced);
        assertThat(cost.complete()).isEqualTo(unpriced.isEmpty());
        assertThat(cost.usd().isEmpty()).isEqualTo(nothingKnown);
        cost.usd().ifPresent(usd -> assertThat(usd).isEqualByComparingTo(slow.cost(tokens)));
        Statistics.label("priced")
                .collect(nothingKnown ? "nothing" : unpriced.isEmpty() ? "all" : "some")
                .coverage(coverage -> {
                    coverage.check("all").percentage(share -> share > 20);
                    coverage.check("some").percentage(share -> share > 20);
                });
    }

    /** A third of all units has a price, the great ones more often; a third of these has tiers. No two are equal. */
    private static Map<String, Price> prices(Random random) {
        Map<String, Price> prices = new TreeMap<>();
        for (String unit : UNITS.keySet()) {
            boolean great = unit.equals("input_tokens") || unit.equals("output_tokens");
            if (random.nextInt(12) < (great ? 10 : 3)) {
                prices.put(unit, new Price(price(random, prices.size()), tiers(random)));
            }
        }
        if (prices.isEmpty()) {
            prices.put("input_tokens", new Price(BigDecimal.ONE, new TreeMap<>()));
        }
        return prices;
    }

    private static BigDecimal price(Random random, int number) {
        return BigDecimal.valueOf(random.nextInt(100_000), 4).add(BigDecimal.valueOf(number, 7));
    }

    private static SortedMap<Integer, BigDecimal> tiers(Random random) {
        SortedMap<Integer, BigDecimal> tiers = new TreeMap<>();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(3) : 0; i > 0; i--) {
            tiers.put(random.nextInt(60), BigDecimal.valueOf(random.nextInt(100_000), 4));
        }
        return tiers;
    }

    private static List<Map<String, String>> tokens(Random random) {
        List<Map<String, String>> tokens = new ArrayList<>();
        for (Map<String, String> kind : KINDS) {
            tokens.addAll(Collections.nCopies(random.nextBoolean() ? random.nextInt(8) : 0, kind));
        }
        return tokens;
    }

    /** Leaves out some of what does not matter, and now and then a whole of which all parts are told. */
    private static Map<String, BigDecimal> usage(Random random, TokenByToken slow, List<Map<String, String>> tokens) {
        boolean wholesToo = random.nextInt(4) > 0;
        Map<String, BigDecimal> usage = new TreeMap<>();
        for (String unit : UNITS.keySet()) {
            boolean whole = unit.equals("input_tokens") || unit.equals("output_tokens");
            boolean modality = UNITS.get(unit).size() == 3 && UNITS.get(unit).containsKey("modality");
            boolean told = whole ? wholesToo : slow.matters(unit) || (modality && !wholesToo) || random.nextBoolean();
            if (told) {
                usage.put(unit, BigDecimal.valueOf(slow.count(unit, tokens)));
            }
        }
        return usage;
    }

    private static Sale sale(Map<String, BigDecimal> usage) {
        return new Sale("acme", Optional.empty(), List.of("m"), usage, Map.of(), Instant.EPOCH);
    }

    private static PriceCatalogue catalogue(Map<String, Price> prices) throws InvalidPrices {
        JsonObject members = new JsonObject();
        prices.forEach((unit, price) -> members.add(PRICE_KEYS.get(unit), JsonParser.parseString(json(price))));
        String text = "[{\"id\": \"acme\", \"models\": [{\"id\": \"m\", \"match\": {\"equals\": \"m\"}, \"prices\": "
                + members
                + "}]}]";
        return PriceCatalogue.builtIn().with(text, "prices.json");
    }

    private static String json(Price price) {
        List<String> tiers = new ArrayList<>();
        price.tiers().forEach((start, each) -> tiers.add("{\"start\": " + start + ", \"price\": " + each + "}"));
        return tiers.isEmpty()
                ? price.base().toPlainString()
                : "{\"base\": " + price.base() + ", \"tiers\": " + tiers + "}";
    }

    /** What one token can be, told in full. */
    private static List<Map<String, String>> kinds() {
        List<Map<String, String>> kinds = new ArrayList<>();
        for (String modality : List.of("text", "audio", "image", "video")) {
            Map<String, String> input = Map.of("family", "tokens", "direction", "input", "modality", modality);
            kinds.add(input);
            kinds.add(and(input, "token_type", "cache_read"));
            kinds.add(and(input, "token_type", "tool"));
            Map<String, String> written = and(input, "token_type", "cache_write");
            kinds.add(written);
            kinds.add(and(written, "cache_ttl", "5m"));
            kinds.add(and(written, "cache_ttl", "1h"));
            Map<String, String> output = Map.of("family", "tokens", "direction", "output", "modality", modality);
            kinds.add(output);
            kinds.add(and(output, "token_type", "reasoning"));
            kinds.add(and(output, "token_type", "citation"));
        }
        return kinds;
    }

    private static Map<String, String> and(Map<String, String> some, String name, String value) {
        Map<String, String> more = new TreeMap<>(some);
        more.put(name, value);
        return more;
    }

    private static Map<String, Map<String, String>> tokenUnits() {
        Map<String, Map<String, String>> units = new TreeMap<>();
        definitions().entrySet().forEach(unit -> {
            Map<String, String> dimensions = new TreeMap<>();
            unit.getValue()
                    .getAsJsonObject()
                    .getAsJsonObject("dimensions")
                    .entrySet()
                    .forEach(each ->
                            dimensions.put(each.getKey(), each.getValue().getAsString()));
            if ("tokens".equals(dimensions.get("family"))) {
                units.put(unit.getKey(), dimensions);
            }
        });
        return units;
    }

    private static Map<String, String> priceKeys() {
        Map<String, String> keys = new TreeMap<>();
        definitions()
                .entrySet()
                .forEach(unit -> keys.put(
                        unit.getKey(),
                        unit.getValue().getAsJsonObject().get("price_key").getAsString()));
        return keys;
    }

    private static JsonObject definitions() {
        String path = "/ai/dheera/passthrough/prices/units.json";
        try (InputStream in = Objects.requireNonNull(PriceCatalogue.class.getResourceAsStream(path))) {
            return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
