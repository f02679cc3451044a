/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;

/** Anthropic's messages. */
final class Messages {

    private Messages() {}

    static void answer(Call call, Prompt prompt) throws IOException {
        List<String> words = prompt.answer();
        if (prompt.streamed()) {
            stream(call.replyWithEvents(), prompt, words);
        } else {
            call.reply(whole(prompt, words));
        }
    }

    private static JsonObject whole(Prompt prompt, List<String> words) {
        return Json.object("""
                {
                  "id": %s, "type": "message", "role": "assistant", "model": %s,
                  "content": [{"type": "text", "text": %s}],
                  "stop_reason": "end_turn", "stop_sequence": null, "usage": %s
                }""", Json.id("msg_"), prompt.model(), String.join("", words), usage(prompt, words.size()));
    }

    private static void stream(EventStream stream, Prompt prompt, List<String> words) throws IOException {
        stream.event(start(prompt));
        stream.event(Json.object("""
                {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}"""));
        stream.event(Json.object("""
                {"type": "ping"}"""));
        stream.wordByWord(words, word -> stream.event(delta(word)));
        stream.event(Json.object("""
                {"type": "content_block_stop", "index": 0}"""));
        stream.event(end(prompt, words.size()));
        stream.event(Json.object("""
                {"type": "message_stop"}"""));
    }

    private static JsonObject start(Prompt prompt) {
        return Json.object("""
                {
                  "type": "message_start",
                  "message": {
                    "id": %s, "type": "message", "role": "assistant", "model": %s, "content": [],
                    "stop_reason": null, "stop_sequence": null, "usage": %s
                  }
                }""", Json.id("msg_"), prompt.model(), usage(prompt, 1));
    }

    private static JsonObject delta(String word) {
        return Json.object("""
                {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": %s}}""", word);
    }

    private static JsonObject end(Prompt prompt, int outputTokens) {
        return Json.object("""
                {
                  "type": "message_delta",
                  "delta": {"stop_reason": "end_turn", "stop_sequence": null},
                  "usage": %s
                }""", usage(prompt, outputTokens));
    }

    private static JsonObject usage(Prompt prompt, int outputTokens) {
        return Json.object("""
                {
                  "input_tokens": %s, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
                  "output_tokens": %s
                }""", prompt.tokens(), outputTokens);
    }
}
