/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** OpenAI's responses. */
final class Responses {

    private final String id = Json.id("resp_");
    private final String itemId = Json.id("msg_");
    private final long createdAt = Instant.now().getEpochSecond();
    private final Prompt prompt;
    private final List<String> words;
    private final String text;
    private int sequence;

    private Responses(Prompt prompt) {
        this.prompt = prompt;
        this.words = prompt.answer();
        this.text = String.join("", words);
    }

    static void answer(Call call, Prompt prompt) throws IOException {
        Responses response = new Responses(prompt);
        if (prompt.streamed()) {
            response.stream(call.replyWithEvents());
        } else {
            call.reply(response.completed());
        }
    }

    private void stream(EventStream stream) throws IOException {
        stream.event(event("response.created", "response", begun()));
        stream.event(event("response.in_progress", "response", begun()));
        stream.event(inOutput(event("response.output_item.added", "item", item("in_progress", new JsonArray()))));
        stream.event(inContent(event("response.content_part.added", "part", part(""))));
        stream.wordByWord(words, word -> stream.event(ofText(event("response.output_text.delta", "delta", word))));
        stream.event(ofText(event("response.output_text.done", "text", text)));
        stream.event(inContent(event("response.content_part.done", "part", part(text))));
        stream.event(inOutput(event("response.output_item.done", "item", item("completed", List.of(part(text))))));
        stream.event(event("response.completed", "response", completed()));
    }

    private JsonObject begun() {
        return response("in_progress", new JsonArray(), JsonNull.INSTANCE);
    }

    private JsonObject completed() {
        return response("completed", List.of(item("completed", List.of(part(text)))), usage());
    }

    private JsonObject response(String status, Object output, JsonElement usage) {
        return Json.object("""
                {
                  "id": %s, "object": "response", "created_at": %s, "status": %s, "model": %s, "output": %s,
                  "error": null, "incomplete_details": null, "instructions": null, "metadata": {},
                  "parallel_tool_calls": true, "temperature": 1.0, "top_p": 1.0, "tool_choice": "auto", "tools": [],
                  "usage": %s
                }""", id, createdAt, status, prompt.model(), output, usage);
    }

    private JsonObject item(String status, Object content) {
        return Json.object("""
                {"type": "message", "id": %s, "role": "assistant", "status": %s, "content": %s}""", itemId, status, content);
    }

    private static JsonObject part(String text) {
        return Json.object("""
                {"type": "output_text", "text": %s, "annotations": [], "logprobs": []}""", text);
    }

    private JsonObject usage() {
        int input = prompt.tokens();
        int output = words.size();
        return Json.object("""
                {
                  "input_tokens": %s, "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                  "output_tokens": %s, "output_tokens_details": {"reasoning_tokens": 0},
                  "total_tokens": %s
                }""", input, output, input + output);
    }

    private JsonObject event(String type, String member, Object value) {
        JsonObject event = Json.object("""
                {"type": %s, "sequence_number": %s}""", type, sequence);
        event.add(member, Json.element(value));
        sequence++;
        return event;
    }

    private static JsonObject inOutput(JsonObject event) {
        event.addProperty("output_index", 0);
        return event;
    }

    private JsonObject inContent(JsonObject event) {
        event.addProperty("item_id", itemId);
        event.addProperty("content_index", 0);
        return inOutput(event);
    }

    private JsonObject ofText(JsonObject event) {
        event.add("logprobs", new JsonArray());
        return inContent(event);
    }
}
