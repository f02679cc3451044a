/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.UsageReading;
import ai.dheera.passthrough.metering.Meter;
import ai.dheera.passthrough.spi.Headers;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our readings against the extractors of the price data, which others wrote: on random usage objects both agree. */
class ExtractorsTest {

    private static final int TRIES = 300;

    /** Which readings of ours do what an extractor does, by {@code provider/flavour}. */
    private static final Map<String, List<String>> SAME = Map.ofEntries(
            Map.entry("anthropic/default", List.of("anthropic", "anthropic-cost", "xai-messages", "vertex-raw")),
            Map.entry("anthropic/chat", List.of("anthropic-chat")),
            Map.entry("aws/default", List.of("converse")),
            Map.entry("aws/anthropic", List.of("bedrock-invoke", "anthropic")),
            Map.entry("azure/chat", List.of("chat")),
            Map.entry("azure/responses", List.of("responses")),
            Map.entry("azure/realtime", List.of("realtime")),
            Map.entry("azure/embeddings", List.of("embeddings")),
            Map.entry("azure/anthropic", List.of("anthropic")),
            Map.entry("cerebras/chat", List.of("chat")),
            Map.entry("cohere/default", List.of("cohere")),
            Map.entry("cohere/embeddings", List.of("cohere-embeddings")),
            Map.entry("deepseek/chat", List.of("deepseek-chat")),
            Map.entry("fireworks/chat", List.of("chat")),
            Map.entry("google/default", List.of("gemini")),
            Map.entry("google/chat", List.of("gemini-chat")),
            Map.entry("google/anthropic", List.of("anthropic", "vertex-raw")),
            Map.entry("groq/default", List.of("groq")),
            Map.entry("huggingface_groq/default", List.of("chat")),
            Map.entry("huggingface_together/chat", List.of("chat")),
            Map.entry("mistral/default", List.of("mistral")),
            Map.entry("mistral/ocr", List.of("mistral-ocr")),
            Map.entry("openai/chat", List.of("chat", "chat-running")),
            Map.entry("openai/responses", List.of("responses", "openai-batch", "openrouter-responses")),
            Map.entry("openai/realtime", List.of("realtime")),
            Map.entry("openai/images", List.of("images")),
            Map.entry("openai/embeddings", List.of("embeddings")),
            Map.entry("openrouter/chat", List.of("openrouter")),
            Map.entry("perplexity/default", List.of("perplexity")),
            Map.entry("typesafe/default", List.of("typesafe")),
            Map.entry("x-ai/chat", List.of("xai-chat")),
            Map.entry("x-ai/realtime", List.of("xai-realtime")));

    /** Why we read otherwise than some extractors of providers that we have. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "cohere/tokens", "tokens are what ran; billed_units are what is billed",
            "cursor/usage-event", "the events of its administration are no exchange with a model",
            "mistral/ocr_annotated", "which answers are annotated the answer tells: mistral-ocr reads both",
            "x-ai/default", "the names are those of gRPC, which does not pass here");

    static Stream<String> same() {
        return SAME.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("same")
    void agreeOnRandomUsage(String flavour) {
        JsonObject extractor = extractors().get(flavour);
        Random random = new Random(flavour.hashCode());
        for (String name : SAME.getOrDefault(flavour, List.of())) {
            UsageReading reading = reading(name);
            for (int i = 0; i < TRIES; i++) {
                Drawn drawn = new Drawn(extractor, random);
                assertThat(read(reading, drawn.document))
                        .as(flavour + " by " + name + ": " + drawn.document)
                        .isEqualTo(drawn.units());
            }
        }
    }

    @Test
    void everyExtractorOfAProviderThatWeHaveIsComparedOrLeftOutForAReason() {
        Set<String> ours = new LinkedHashSet<>();
        for (String name : Definitions.names()) {
            DefinitionReadingsTest.provider(name).prices().ifPresent(ours::add);
        }
        Set<String> flavours = new LinkedHashSet<>(extractors().keySet());
        flavours.removeIf(flavour -> !ours.contains(flavour.substring(0, flavour.indexOf('/'))));
        assertThat(flavours)
                .isNotEmpty()
                .allSatisfy(flavour -> assertThat(SAME.containsKey(flavour) || OTHERWISE.containsKey(flavour))
                        .as(flavour)
                        .isTrue());
        assertThat(extractors().keySet()).containsAll(OTHERWISE.keySet());
    }

    private static Map<String, JsonObject> extractors() {
        Map<String, JsonObject> all = new LinkedHashMap<>();
        for (JsonElement each : DefinitionReadingsTest.resource("/ai/dheera/passthrough/prices/model-prices.json")
                .getAsJsonArray()) {
            JsonObject provider = each.getAsJsonObject();
            JsonElement extractors = provider.get("extractors");
            if (extractors != null && extractors.isJsonArray()) {
                extractors.getAsJsonArray().forEach(one -> {
                    JsonObject extractor = one.getAsJsonObject();
                    all.put(
                            provider.get("id").getAsString() + "/"
                                    + extractor.get("api_flavor").getAsString(),
                            extractor);
                });
            }
        }
        return all;
    }

    // ours

    private static Map<String, BigDecimal> read(UsageReading reading, JsonObject document) {
        Meter meter = new Meter(reading, variable -> null, parameter -> null);
        meter.answerBegan(
                Headers.builder().add("Content-Type", "application/json").build());
        meter.answer(ByteBuffer.wrap(document.toString().getBytes(StandardCharsets.UTF_8)));
        return withoutZeros(meter.end().units());
    }

    private static UsageReading reading(String name) {
        return Definitions.names().stream()
                .map(DefinitionReadingsTest::provider)
                .map(Provider::routes)
                .flatMap(List::stream)
                .flatMap(route -> route.usage().stream())
                .filter(usage -> usage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no route has the reading " + name));
    }

    private static Map<String, BigDecimal> withoutZeros(Map<String, BigDecimal> units) {
        Map<String, BigDecimal> used = new TreeMap<>(units);
        used.values().removeIf(amount -> amount.signum() == 0);
        return used;
    }

    // theirs

    /** A document with a random number at each path of an extractor, some of them left out. */
    private static final class Drawn {

        final JsonObject document = new JsonObject();
        private final Map<String, BigDecimal> units = new LinkedHashMap<>();

        Drawn(JsonObject extractor, Random random) {
            Map<List<String>, Optional<Long>> drawn = new LinkedHashMap<>();
            for (JsonElement each : extractor.getAsJsonArray("mappings")) {
                JsonObject mapping = each.getAsJsonObject();
                List<JsonElement> path = new ArrayList<>(steps(extractor.get("root")));
                path.addAll(steps(mapping.get("path")));
                boolean required = mapping.get("required").getAsBoolean();
                List<String> key = path.stream().map(JsonElement::toString).toList();
                Optional<Long> known = drawn.get(key);
                Optional<Long> number = known != null ? known : draw(required, random);
                drawn.put(key, number);
                if (number.isPresent()) {
                    if (known == null) {
                        put(document, path, number.get());
                    }
                    units.merge(mapping.get("dest").getAsString(), BigDecimal.valueOf(number.get()), BigDecimal::add);
                }
            }
        }

        private static Optional<Long> draw(boolean required, Random random) {
            return required || random.nextInt(4) > 0
                    ? Optional.of((long) random.nextInt(1_000_000_000))
                    : Optional.empty();
        }

        private static List<JsonElement> steps(JsonElement path) {
            return path.isJsonArray() ? path.getAsJsonArray().asList() : List.of(path);
        }

        private static void put(JsonObject object, List<JsonElement> path, long number) {
            String name = path.get(0).getAsString();
            if (path.size() == 1) {
                object.addProperty(name, number);
            } else if (path.get(1).isJsonObject()) {
                putElement(object, name, path.get(1).getAsJsonObject(), path.subList(2, path.size()), number);
            } else {
                if (!object.has(name)) {
                    object.add(name, new JsonObject());
                }
                put(object.getAsJsonObject(name), path.subList(1, path.size()), number);
            }
        }

        private static void putElement(
                JsonObject object, String list, JsonObject match, List<JsonElement> rest, long number) {
            if (!object.has(list)) {
                object.add(list, new JsonArray());
            }
            JsonObject element = new JsonObject();
            put(element, rest, number);
            element.add(
                    match.get("field").getAsString(),
                    new JsonPrimitive(
                            match.getAsJsonObject("match").get("equals").getAsString()));
            object.getAsJsonArray(list).add(element);
        }

        Map<String, BigDecimal> units() {
            return withoutZeros(units);
        }
    }
}
