/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads what {@link UsageJson} writes. */
final class UsageJsonParser {

    /** Members that are texts or numbers, as text; those that are null are not in it. */
    private final Map<String, String> members = new HashMap<>();

    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Map<String, BigDecimal> units = new LinkedHashMap<>();

    private UsageJsonParser() {}

    static UsageRecord parse(String line) {
        UsageJsonParser parser = new UsageJsonParser();
        try (JsonReader json = new JsonReader(new StringReader(line))) {
            json.setStrictness(Strictness.STRICT);
            parser.read(json);
            return parser.record();
        } catch (IOException | IllegalStateException | ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("no usage record: " + e.getMessage(), e);
        }
    }

    private void read(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            switch (name) {
                case "tags" -> readTags(json);
                case "usage" -> readUnits(json);
                default -> readMember(name, json);
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new IllegalArgumentException("no usage record: something stands behind its end");
        }
    }

    private void readTags(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            tags.put(json.nextName(), json.nextString());
        }
        json.endObject();
    }

    private void readUnits(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            units.put(json.nextName(), new BigDecimal(json.nextString()));
        }
        json.endObject();
    }

    private void readMember(String name, JsonReader json) throws IOException {
        switch (json.peek()) {
            case STRING, NUMBER -> members.put(name, json.nextString());
            case BOOLEAN -> members.put(name, String.valueOf(json.nextBoolean()));
            default -> json.skipValue();
        }
    }

    private UsageRecord record() {
        return new UsageRecord(
                needed("requestId"),
                Instant.parse(needed("startedAt")),
                text("firstByteMs").map(Long::parseLong).map(OptionalLong::of).orElseGet(OptionalLong::empty),
                number("durationMs"),
                text("keyId"),
                text("owner"),
                text("team"),
                tags,
                text("provider"),
                text("route"),
                needed("method"),
                needed("path"),
                text("model"),
                text("servedModel"),
                Math.toIntExact(number("status")),
                labelled("outcome", Outcome::valueOf),
                text("error").map(code -> ErrorCode.valueOf(code.toUpperCase(Locale.ROOT))),
                text("streamed").map(Boolean::parseBoolean).orElse(false),
                number("requestBytes"),
                number("responseBytes"),
                units,
                labelled("usageSource", UsageSource::valueOf),
                text("costUsd").map(BigDecimal::new),
                labelled("pricing", Pricing::valueOf),
                text("credentialId"),
                Math.toIntExact(number("attempts")),
                text("upstreamRequestId"),
                needed("clientAddress"));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name));
    }

    private String needed(String name) {
        return text(name).orElseThrow(() -> new IllegalArgumentException("no usage record: it has no " + name));
    }

    private long number(String name) {
        return text(name).map(Long::parseLong).orElse(0L);
    }

    private <T> T labelled(String name, Function<String, T> byName) {
        return byName.apply(needed(name).toUpperCase(Locale.ROOT));
    }
}
