/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;

/** Reads a JSON text strictly, each member once. Numbers stay as they are written. */
final class Document {

    private final Problems problems;

    private Document(Problems problems) {
        this.problems = problems;
    }

    static Node read(String text, Problems problems) throws InvalidPrices {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement root = new Document(problems).value(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                problems.add("$", "something stands behind the end; leave it out");
            }
            return Node.root(root, problems);
        } catch (IOException | IllegalStateException e) {
            problems.add("$", "not JSON: " + reason(e));
            problems.throwIfAny();
            throw new AssertionError("a problem was there", e);
        }
    }

    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        int see = message.indexOf("\nSee ");
        return see > 0 ? message.substring(0, see) : message;
    }

    private JsonElement value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(reader);
            case BEGIN_ARRAY -> array(reader);
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> number(reader);
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            default -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
        };
    }

    private JsonElement number(JsonReader reader) throws IOException {
        String text = reader.nextString();
        try {
            return new JsonPrimitive(new BigDecimal(text));
        } catch (NumberFormatException e) {
            problems.add(reader.getPreviousPath(), "is a number beyond all bounds; write a smaller one");
            return new JsonPrimitive(BigDecimal.ZERO);
        }
    }

    private JsonObject object(JsonReader reader) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                problems.add(reader.getPath(), "is there twice; leave one");
            }
            object.add(name, value(reader));
        }
        reader.endObject();
        return object;
    }

    private JsonArray array(JsonReader reader) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(reader));
        }
        reader.endArray();
        return array;
    }
}
