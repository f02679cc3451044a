/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reads the shipped files anew, in a few plain lines, and compares. */
class ShippedPricesTest {

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    private static final JsonArray DATA = read("model-prices.json");
    private static final JsonArray ADDITIONS = read("additions.json");

    /** Of each model a million input tokens cost what the file says, by the name of each clause that means it. */
    @TestFactory
    Stream<DynamicTest> pricesEveryModel() {
        return providers(DATA)
                .map(provider -> DynamicTest.dynamicTest(text(provider, "id"), () -> pricesEveryModelOf(provider)));
    }

    private static void pricesEveryModelOf(JsonObject provider) {
        for (JsonObject model : objects(provider.get("models"))) {
            List<String> names = names(model.getAsJsonObject("match"))
                    .filter(name -> model.equals(first(provider, name)))
                    .toList();
            for (String name : names) {
                assertPrice(provider, model, name);
            }
        }
    }

    private static void assertPrice(JsonObject provider, JsonObject model, String name) {
        JsonObject prices = current(model.get("prices"));
        Cost cost = PriceCatalogue.builtIn()
                .cost(Sold.by(text(provider, "id"), name)
                        .with("input_tokens", 1_000_000)
                        .sale());
        assertThat(cost.model()).as(name).contains(text(model, "id"));
        assertThat(cost.complete()).as(name).isEqualTo(prices.size() == 0 || prices.has("input_mtok"));
        if (prices.has("input_mtok")) {
            assertThat(cost.usd().orElseThrow()).as(name).isEqualByComparingTo(millionOfInput(prices));
        }
    }

    private static BigDecimal millionOfInput(JsonObject prices) {
        BigDecimal perRequest = prices.has("requests_kcount")
                ? prices.get("requests_kcount").getAsBigDecimal().movePointLeft(3)
                : BigDecimal.ZERO;
        JsonElement price = prices.get("input_mtok");
        if (!price.isJsonObject()) {
            return price.getAsBigDecimal().add(perRequest);
        }
        BigDecimal found = price.getAsJsonObject().get("base").getAsBigDecimal();
        for (JsonObject tier : objects(price.getAsJsonObject().get("tiers"))) {
            found = tier.get("start").getAsBigDecimal().compareTo(MILLION) < 0
                    ? tier.get("price").getAsBigDecimal()
                    : found;
        }
        return found.add(perRequest);
    }

    /** The prices at noon of 22 November 2026, UTC. */
    private static JsonObject current(JsonElement prices) {
        if (prices.isJsonObject()) {
            return prices.getAsJsonObject();
        }
        JsonObject found = new JsonObject();
        for (JsonObject entry : objects(prices)) {
            found = isCurrent(entry) ? entry.getAsJsonObject("prices") : found;
        }
        return found;
    }

    private static boolean isCurrent(JsonObject entry) {
        if (!entry.has("constraint")) {
            return true;
        }
        JsonObject constraint = entry.getAsJsonObject("constraint");
        return constraint.has("start_date")
                ? text(constraint, "start_date").compareTo("2026-11-22") <= 0
                : text(constraint, "start_time").compareTo("12:00:00Z") <= 0
                        && text(constraint, "end_time").compareTo("12:00:00Z") > 0;
    }

    @Test
    void findsANameForAlmostEveryModel() {
        long models = providers(DATA)
                .flatMap(each -> objects(each.get("models")).stream())
                .count();
        long found = providers(DATA)
                .flatMap(provider -> objects(provider.get("models")).stream()
                        .filter(model -> names(model.getAsJsonObject("match"))
                                .anyMatch(name -> model.equals(first(provider, name)))))
                .count();

        assertThat(models).isEqualTo(1_694);
        assertThat(found).isGreaterThan(1_640);
    }

    @Test
    void repeatsTheShippedPricesOfModelsThatItCompletes() {
        long completed = 0;
        for (JsonObject provider : objects(ADDITIONS)) {
            for (JsonObject model : objects(provider.get("models"))) {
                if (model.has("completes")) {
                    assertCompletes(text(provider, "id"), model);
                    completed++;
                }
            }
        }

        assertThat(completed).isGreaterThan(30);
    }

    private static void assertCompletes(String provider, JsonObject model) {
        JsonObject shipped = providers(DATA)
                .filter(each -> text(each, "id").equals(provider))
                .flatMap(each -> objects(each.get("models")).stream())
                .filter(each -> text(each, "id").equals(text(model, "completes")))
                .findFirst()
                .orElseThrow();
        assertThat(model.get("match")).isEqualTo(shipped.get("match"));
        List<JsonObject> now = entries(model.get("prices"));
        List<JsonObject> before = entries(shipped.get("prices"));
        assertThat(now).hasSameSizeAs(before);
        for (int i = 0; i < now.size(); i++) {
            assertThat(now.get(i).entrySet())
                    .as(text(model, "id"))
                    .containsAll(before.get(i).entrySet());
        }
    }

    private static List<JsonObject> entries(JsonElement prices) {
        return prices.isJsonObject()
                ? List.of(prices.getAsJsonObject())
                : objects(prices).stream()
                        .map(entry -> entry.getAsJsonObject("prices"))
                        .toList();
    }

    @Test
    void namesASourceOfEachAddition() {
        for (JsonObject provider : objects(ADDITIONS)) {
            Stream.of("models", "modifiers")
                    .flatMap(each -> objects(provider.get(each)).stream())
                    .forEach(each ->
                            assertThat(text(each, "source")).as("%s", each).isNotBlank());
        }
    }

    private static Optional<String> id(JsonObject provider, String name) {
        return Optional.ofNullable(first(provider, name)).map(model -> text(model, "id"));
    }

    @Test
    void changesNoModelByAdditionsButThoseOfNewNames() {
        for (JsonObject provider : objects(ADDITIONS)) {
            Optional<JsonObject> shipped = providers(DATA)
                    .filter(each -> text(each, "id").equals(text(provider, "id")))
                    .findFirst();
            assertThat(shipped).isPresent();
            for (JsonObject model : objects(shipped.get().get("models"))) {
                names(model.getAsJsonObject("match"))
                        .forEach(name -> id(provider, name)
                                .ifPresent(found -> assertThat(found)
                                        .isIn(
                                                text(model, "id"),
                                                id(shipped.get(), name).orElseThrow())));
            }
        }
    }

    private static JsonObject first(JsonObject provider, String name) {
        return objects(provider.get("models")).stream()
                .filter(model -> matches(model.getAsJsonObject("match"), name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    private static boolean matches(JsonObject clause, String name) {
        String kind = clause.keySet().iterator().next();
        JsonElement operand = clause.get(kind);
        if (operand.isJsonArray()) {
            Stream<JsonObject> clauses = objects(operand).stream();
            return kind.equals("or")
                    ? clauses.anyMatch(each -> matches(each, name))
                    : clauses.allMatch(each -> matches(each, name));
        }
        String text = operand.getAsString().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "equals" -> name.equals(text);
            case "starts_with" -> name.startsWith(text);
            case "ends_with" -> name.endsWith(text);
            case "contains" -> name.contains(text);
            default -> Pattern.compile(operand.getAsString()).matcher(name).find();
        };
    }

    /** Names that a clause may mean: the texts in it. */
    private static Stream<String> names(JsonObject clause) {
        return clause.entrySet().stream()
                .flatMap(each -> each.getValue().isJsonArray()
                        ? objects(each.getValue()).stream().flatMap(ShippedPricesTest::names)
                        : Stream.of(each.getValue().getAsString()));
    }

    private static Stream<JsonObject> providers(JsonArray file) {
        return objects(file).stream();
    }

    private static List<JsonObject> objects(JsonElement list) {
        List<JsonObject> objects = new ArrayList<>();
        if (list != null) {
            StreamSupport.stream(list.getAsJsonArray().spliterator(), false)
                    .forEach(each -> objects.add(each.getAsJsonObject()));
        }
        return objects;
    }

    private static String text(JsonObject object, String member) {
        return object.get(member).getAsString();
    }

    private static JsonArray read(String name) {
        String path = "/ai/dheera/passthrough/prices/" + name;
        try (InputStream in = Objects.requireNonNull(PriceCatalogue.class.getResourceAsStream(path))) {
            return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getAsJsonArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
