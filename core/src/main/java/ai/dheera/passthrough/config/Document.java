/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;

/** Reads a JSON text strictly, each member once, and replaces the references in its strings. */
final class Document {

    private final Problems problems;
    private final References references;

    private Document(Problems problems, References references) {
        this.problems = problems;
        this.references = references;
    }

    static Node read(String text, Problems problems, References references) throws InvalidConfiguration {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement root = new Document(problems, references).value(reader, "$");
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                problems.add("$", "something stands behind the end");
            }
            return new Node("$", root, problems);
        } catch (IOException | IllegalStateException e) {
            problems.add("$", "not JSON: " + reason(e));
            problems.throwIfAny();
            throw new AssertionError("a problem was there", e);
        }
    }

    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        boolean tellsOfText = e instanceof MalformedJsonException || e instanceof EOFException;
        int see = message.indexOf("\nSee ");
        return tellsOfText && see > 0 ? message.substring(0, see) : message;
    }

    private JsonElement value(JsonReader reader, String place) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(reader, place);
            case BEGIN_ARRAY -> array(reader, place);
            case STRING -> new JsonPrimitive(references.replaced(reader.nextString(), place, problems));
            case NUMBER -> number(reader.nextString(), place);
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            default -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
        };
    }

    private JsonElement number(String text, String place) {
        try {
            return new JsonPrimitive(new BigDecimal(text));
        } catch (NumberFormatException e) {
            problems.add(place, "is a number beyond all bounds");
            return new JsonPrimitive(BigDecimal.ZERO);
        }
    }

    private JsonObject object(JsonReader reader, String place) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            String at = place + "." + name;
            if (object.has(name)) {
                problems.add(at, "is there twice");
            }
            object.add(name, value(reader, at));
        }
        reader.endObject();
        return object;
    }

    private JsonArray array(JsonReader reader, String place) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(reader, place + "[" + array.size() + "]"));
        }
        reader.endArray();
        return array;
    }
}
