/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Makes JSON from templates. */
final class Json {

    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private Json() {}

    /**
     * An object.
     *
     * @param template JSON with {@code %s} for each value
     * @param values texts, numbers, lists or JSON; each becomes JSON, so a text needs no quotes in the template
     */
    static JsonObject object(String template, Object... values) {
        Object[] json = Arrays.stream(values).map(GSON::toJson).toArray();
        return JsonParser.parseString(template.formatted(json)).getAsJsonObject();
    }

    /** A value as JSON. */
    static JsonElement element(Object value) {
        return GSON.toJsonTree(value);
    }

    /** An id as providers make them. */
    static String id(String prefix) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return prefix
                + HexFormat.of().toHexDigits(random.nextLong())
                + HexFormat.of().toHexDigits(random.nextLong());
    }
}
