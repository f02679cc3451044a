/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The official SDKs as they are published. They check whatever they parse, and wait between tries by a {@link Nap}. To be
 * quick, clients share connections and threads.
 */
final class Sdks {

    static final String QUESTION = "Which town is the capital of Peru? Ça va \uD83D\uDE00?";

    /** The key of a client cannot be changed later on. */
    private static final Map<String, AnthropicClient> ANTHROPIC_BY_KEY = new ConcurrentHashMap<>();

    private static final OpenAIClient OPEN_AI = OpenAIOkHttpClient.builder()
            .apiKey("replaced")
            .responseValidation(true)
            .build();

    private Sdks() {}

    static AnthropicClient anthropic(String baseUrl, String key) {
        return anthropic(baseUrl, key, new Nap());
    }

    static AnthropicClient anthropic(String baseUrl, String key, Nap betweenTries) {
        return ANTHROPIC_BY_KEY
                .computeIfAbsent(key, Sdks::anthropic)
                .withOptions(options -> options.baseUrl(baseUrl).sleeper(betweenTries.ofAnthropic()));
    }

    private static AnthropicClient anthropic(String key) {
        return AnthropicOkHttpClient.builder()
                .apiKey(key)
                .responseValidation(true)
                .build();
    }

    static OpenAIClient openAi(String baseUrl, String key) {
        return openAi(baseUrl, key, new Nap());
    }

    static OpenAIClient openAi(String baseUrl, String key, Nap betweenTries) {
        return OPEN_AI.withOptions(
                options -> options.baseUrl(baseUrl).apiKey(key).sleeper(betweenTries.ofOpenAi()));
    }

    static MessageCreateParams message() {
        return message(QUESTION);
    }

    static MessageCreateParams message(String text) {
        return MessageCreateParams.builder()
                .model("claude-haiku-4-5")
                .maxTokens(1_000)
                .addUserMessage(text)
                .build();
    }

    static ChatCompletionCreateParams chat() {
        return chat(QUESTION);
    }

    static ChatCompletionCreateParams chat(String text) {
        return ChatCompletionCreateParams.builder()
                .model("gpt-5-mini")
                .addUserMessage(text)
                .build();
    }
}
