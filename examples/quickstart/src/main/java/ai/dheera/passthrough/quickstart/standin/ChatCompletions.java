/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart.standin;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** OpenAI's chat completions. */
final class ChatCompletions {

    private final String id = Json.id("chatcmpl-");
    private final long created = Instant.now().getEpochSecond();
    private final Prompt prompt;
    private final List<String> words;

    private ChatCompletions(Prompt prompt) {
        this.prompt = prompt;
        this.words = prompt.answer();
    }

    static void answer(Call call, JsonObject body) throws IOException, ProviderError {
        ChatCompletions completion = new ChatCompletions(Prompt.of(body, "messages"));
        if (completion.prompt.streamed()) {
            completion.stream(call.replyWithEvents(), isUsageWanted(body));
        } else {
            call.reply(completion.whole());
        }
    }

    private static boolean isUsageWanted(JsonObject body) {
        return body.get("stream_options") instanceof JsonObject options
                && options.get("include_usage") instanceof JsonPrimitive wanted
                && wanted.getAsBoolean();
    }

    private JsonObject whole() {
        return Json.object("""
                {
                  "id": %s, "object": "chat.completion", "created": %s, "model": %s,
                  "choices": [
                    {
                      "index": 0, "logprobs": null, "finish_reason": "stop",
                      "message": {"role": "assistant", "content": %s, "refusal": null, "annotations": []}
                    }
                  ],
                  "usage": %s
                }""", id, created, prompt.model(), String.join("", words), usage());
    }

    private void stream(EventStream stream, boolean usageWanted) throws IOException {
        stream.data(chunk(Json.object("""
                {"role": "assistant", "content": "", "refusal": null}"""), false));
        stream.wordByWord(words, word -> stream.data(chunk(Json.object("""
                {"content": %s}""", word), false)));
        stream.data(chunk(new JsonObject(), true));
        if (usageWanted) {
            stream.data(usageChunk());
        }
        stream.data("[DONE]");
    }

    private JsonObject chunk(JsonObject delta, boolean last) {
        return Json.object("""
                {
                  "id": %s, "object": "chat.completion.chunk", "created": %s, "model": %s,
                  "choices": [{"index": 0, "delta": %s, "logprobs": null, "finish_reason": %s}]
                }""", id, created, prompt.model(), delta, last ? "stop" : JsonNull.INSTANCE);
    }

    private JsonObject usageChunk() {
        return Json.object("""
                {
                  "id": %s, "object": "chat.completion.chunk", "created": %s, "model": %s,
                  "choices": [], "usage": %s
                }""", id, created, prompt.model(), usage());
    }

    private JsonObject usage() {
        int input = prompt.tokens();
        int output = words.size();
        return Json.object("""
                {
                  "prompt_tokens": %s, "completion_tokens": %s, "total_tokens": %s,
                  "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                  "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0}
                }""", input, output, input + output);
    }
}
