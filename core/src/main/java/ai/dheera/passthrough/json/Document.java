/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.json;

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
import java.util.Optional;
import java.util.function.Supplier;

/** Reads a JSON text strictly, each member once. Numbers stay as they are written. */
public final class Document {

    private final Problems problems;
    private final Strings strings;

    private Document(Problems problems, Strings strings) {
        this.problems = problems;
        this.strings = strings;
    }

    /** Says what a string of a document stands for. */
    @FunctionalInterface
    public interface Strings {

        /**
         * {@return what stands in its place}
         *
         * @param text the string
         * @param place where it is, such as {@code $.keys[0].id}
         */
        String replaced(String text, Supplier<String> place);
    }

    /**
     * {@return the root of a document; empty where it is no JSON, which is a problem then}
     *
     * @param text JSON
     * @param problems told what is wrong, here and when its values are asked for
     */
    public static Optional<Node> read(String text, Problems problems) {
        return read(text, problems, (string, place) -> string);
    }

    /**
     * {@return the root of a document, as {@link #read(String, Problems)} does, with its strings replaced}
     *
     * @param text JSON
     * @param problems told what is wrong
     * @param strings says what stands in place of each string that is a value
     */
    public static Optional<Node> read(String text, Problems problems, Strings strings) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement root = new Document(problems, strings).value(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                problems.add("$", "something stands behind the end; leave it out");
            }
            return Optional.of(Node.root(root, problems));
        } catch (IOException | IllegalStateException e) {
            problems.add("$", "not JSON: " + reason(e));
            return Optional.empty();
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
            case STRING -> new JsonPrimitive(strings.replaced(reader.nextString(), reader::getPreviousPath));
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
