/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.UsageReading;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What built-in definitions say of usage. */
class DefinitionReadingsTest {

    /** Forms that tell usage, whoever answers in them. */
    private static final Pattern TELLS_USAGE = Pattern.compile(
            ".*(/chat/completions|/v1/completions|/v1/messages|/responses|/v1/embeddings|[gG]enerateContent|:embedContent"
                    + "|/converse(-stream)?|/invoke(-with-response-stream)?|/v[12]/(chat|embed|rerank)"
                    + "|/audio/(transcriptions|translations))");

    /** Of that form by name only. */
    private static final Set<String> OTHERS = Set.of(
            "bedrock POST /guardrail-checks/invoke",
            "bedrock-agentcore POST /browsers/{browserIdentifier}/sessions/invoke",
            "bedrock-agentcore POST /code-interpreters/{codeInterpreterIdentifier}/tools/invoke",
            "bedrock-agentcore POST /harnesses/invoke",
            "bedrock-agentcore POST /web-search/{webSearchId}/invoke",
            "cohere POST /v2/audio/transcriptions",
            "deepgram GET /v1/agent/converse");

    /** What prices may depend on. */
    private static final Set<String> TERMS =
            Set.of("serviceTier", "speed", "inferenceGeo", "batch", "trafficType", "latency");

    /** Why routes of a kind are billed without a reading. */
    private record Unmetered(Pattern providers, Pattern routes, String because) {

        boolean covers(String provider, Route route) {
            return providers.matcher(provider).matches()
                    && routes.matcher(route.method() + " " + route.path()).matches();
        }
    }

    static JsonElement resource(String name) {
        try (InputStream in = DefinitionReadingsTest.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
            return JsonParser.parseString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Unmetered> unmetered() {
        JsonArray rules = resource("/unmetered-routes.json").getAsJsonArray();
        List<Unmetered> all = new ArrayList<>();
        for (JsonElement each : rules) {
            JsonObject rule = each.getAsJsonObject();
            all.add(new Unmetered(
                    Pattern.compile(rule.get("providers").getAsString()),
                    Pattern.compile(rule.get("routes").getAsString()),
                    rule.get("because").getAsString()));
        }
        return all;
    }

    private static Stream<Provider> providers() {
        return Definitions.names().stream().map(DefinitionReadingsTest::provider);
    }

    static Provider provider(String name) {
        return Definitions.builtIn(name).orElseThrow().build();
    }

    private static Set<UsageReading> readings() {
        Set<UsageReading> readings = new LinkedHashSet<>();
        providers()
                .flatMap(provider -> provider.routes().stream())
                .forEach(route -> route.usage().ifPresent(readings::add));
        return readings;
    }

    @Test
    void everyRouteThatBillsHasAReadingOrAReasonWhyNot() {
        List<Unmetered> reasons = unmetered();
        Set<Unmetered> used = new LinkedHashSet<>();
        List<String> neither = new ArrayList<>();
        providers()
                .forEach(provider -> provider.routes().stream()
                        .filter(route -> route.bills()
                                && route.usage().isEmpty()
                                && route.costUsd().isEmpty())
                        .forEach(route -> reasons.stream()
                                .filter(reason -> reason.covers(provider.name(), route))
                                .findFirst()
                                .ifPresentOrElse(
                                        used::add,
                                        () -> neither.add(
                                                provider.name() + " " + route.method() + " " + route.path()))));
        assertThat(neither).isEmpty();
        assertThat(used).as("reasons that are of use").containsAll(reasons);
    }

    @Test
    void whateverAnswersInAFormThatTellsUsageIsRead() {
        List<String> unread = new ArrayList<>();
        providers()
                .forEach(provider -> provider.routes().stream()
                        .filter(route -> route.bills() && route.usage().isEmpty())
                        .map(route -> provider.name() + " " + route.method() + " " + route.path())
                        .filter(route -> TELLS_USAGE.matcher(route).matches() && !OTHERS.contains(route))
                        .forEach(unread::add));
        assertThat(unread).isEmpty();
    }

    @Test
    void everyShippedReadingIsUsed() {
        Set<String> used = new TreeSet<>();
        readings().forEach(reading -> used.add(reading.name()));
        Set<String> shipped = new TreeSet<>(resource("/ai/dheera/passthrough/readings.json")
                .getAsJsonObject()
                .keySet());
        assertThat(used).isEqualTo(shipped);
    }

    @Test
    void unitsAndTermsAreThoseOfThePrices() {
        Set<String> units = resource("/ai/dheera/passthrough/prices/units.json")
                .getAsJsonObject()
                .keySet();
        for (UsageReading reading : readings()) {
            for (UsageReading.Variant variant : reading.variants()) {
                assertThat(units).as(reading.name()).containsAll(variant.units().keySet());
            }
            assertThat(TERMS).as(reading.name()).containsAll(reading.terms().keySet());
        }
    }

    @Test
    void everyReadingSaysWhatItReadsAndWhereThatIsKnownFrom() {
        for (Map.Entry<String, JsonElement> each : resource("/ai/dheera/passthrough/readings.json")
                .getAsJsonObject()
                .entrySet()) {
            JsonObject reading = each.getValue().getAsJsonObject();
            assertThat(reading.has("description")).as(each.getKey()).isTrue();
            assertThat(reading.has("source") || reading.has("pending"))
                    .as(each.getKey())
                    .isTrue();
        }
    }

    @Test
    void whatIsFetchedIsBilledOnce() {
        providers()
                .forEach(provider -> provider.routes().stream()
                        .filter(route ->
                                route.method().equals("GET") && route.models().isEmpty())
                        .forEach(route -> route.usage()
                                .ifPresent(usage -> assertThat(
                                                usage.adds() && usage.id().isEmpty() ? List.of() : usage.id())
                                        .as(provider.name() + " " + route.path())
                                        .isNotEmpty())));
    }

    @Test
    void pricesStandUnderKnownIds() {
        Set<String> ids = new TreeSet<>();
        resource("/ai/dheera/passthrough/prices/model-prices.json")
                .getAsJsonArray()
                .forEach(each -> ids.add(each.getAsJsonObject().get("id").getAsString()));
        providers()
                .forEach(provider -> provider.prices()
                        .ifPresent(id -> assertThat(ids).as(provider.name()).contains(id)));
    }
}
