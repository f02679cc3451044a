/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.UsagePath;
import ai.dheera.passthrough.UsagePath.Step;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The texts in a JSON document, as far as it goes: one that breaks off is read up to there. */
final class JsonTexts {

    private JsonTexts() {}

    /** Tells every text with the names of the members that lead to it. */
    static void forEach(String json, BiConsumer<List<String>, String> texts) {
        Deque<String> names = new ArrayDeque<>();
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.LENIENT);
            read(reader, names, texts);
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // as far as it goes
        }
    }

    private static void read(JsonReader reader, Deque<String> names, BiConsumer<List<String>, String> texts)
            throws IOException {
        int depth = 0;
        do {
            JsonToken next = reader.peek();
            switch (next) {
                case BEGIN_OBJECT -> {
                    reader.beginObject();
                    depth++;
                }
                case BEGIN_ARRAY -> {
                    reader.beginArray();
                    names.addLast("[]");
                    depth++;
                }
                case END_OBJECT -> {
                    reader.endObject();
                    depth--;
                    leave(names);
                }
                case END_ARRAY -> {
                    reader.endArray();
                    depth--;
                    names.removeLast();
                    leave(names);
                }
                case NAME -> names.addLast(reader.nextName());
                case STRING -> {
                    texts.accept(List.copyOf(names), reader.nextString());
                    leave(names);
                }
                case END_DOCUMENT -> {
                    return;
                }
                default -> {
                    reader.skipValue();
                    leave(names);
                }
            }
        } while (depth > 0);
    }

    /** Behind the value of a member; elements go on with the next one. */
    private static void leave(Deque<String> names) {
        @Nullable String last = names.peekLast();
        if (last != null && !last.equals("[]")) {
            names.removeLast();
        }
    }

    /** Whether names lead where a path does. */
    static boolean matches(List<String> names, UsagePath path) {
        List<Step> steps = path.steps();
        if (names.size() != steps.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            String expected = steps.get(i) instanceof Step.Member member ? member.name() : "[]";
            if (!names.get(i).equals(expected)) {
                return false;
            }
        }
        return true;
    }
}
