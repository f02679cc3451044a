/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model is asked.
 *
 * @param model the model
 * @param texts all that was said, in order
 * @param streamed whether the answer is to be told event by event
 */
record Prompt(String model, List<String> texts, boolean streamed) {

    /** A stream of more would seem to be endless. */
    private static final int MOST_WORDS_ECHOED = 500;

    Prompt {
        texts = List.copyOf(texts);
    }

    /**
     * The prompt of a request.
     *
     * @param conversation the member that holds what was said: a text, or messages
     */
    static Prompt of(JsonObject body, String conversation) throws ProviderError {
        if (!(body.get("model") instanceof JsonPrimitive model)) {
            throw ProviderError.badRequest("model: Field required");
        }
        if (!body.has(conversation)) {
            throw ProviderError.badRequest(conversation + ": Field required");
        }
        List<String> texts = new ArrayList<>();
        collect(body.get(conversation), texts);
        boolean streamed = body.get("stream") instanceof JsonPrimitive stream && stream.getAsBoolean();
        return new Prompt(model.getAsString(), texts, streamed);
    }

    // Messages hold their text in "content", as such or in parts, and each part holds it in "text".
    private static void collect(JsonElement said, List<String> texts) {
        if (said instanceof JsonPrimitive text) {
            texts.add(text.getAsString());
        } else if (said instanceof JsonArray several) {
            several.forEach(each -> collect(each, texts));
        } else if (said instanceof JsonObject object) {
            JsonElement inner = object.has("content") ? object.get("content") : object.get("text");
            collect(inner == null ? new JsonArray() : inner, texts);
        }
    }

    /** How many tokens it has; a word is a token here. */
    int tokens() {
        return texts.stream().mapToInt(text -> words(text).size()).sum();
    }

    /** What the stand-in says to it, word by word. */
    List<String> answer() {
        String last = texts.isEmpty() ? "nothing" : texts.get(texts.size() - 1);
        List<String> words = words("Hello from the stand-in provider! Your request came through. You said: " + last);
        return words.subList(0, Math.min(words.size(), MOST_WORDS_ECHOED));
    }

    /** The words of a text, each with the space behind it, so that together they are the text. */
    private static List<String> words(String text) {
        return List.of(text.split("(?<=\\s)(?=\\S)"));
    }
}
