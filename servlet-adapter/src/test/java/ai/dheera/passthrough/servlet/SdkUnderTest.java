/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import com.anthropic.client.AnthropicClient;
import com.anthropic.errors.AnthropicServiceException;
import com.openai.client.OpenAIClient;
import com.openai.errors.OpenAIServiceException;
import java.util.List;
import java.util.function.Consumer;

/** The two SDKs, seen alike: each asks its provider one question, and tells what went wrong by its own exceptions. */
enum SdkUnderTest {
    ANTHROPIC("anthropic", "", ProviderBodies.ANTHROPIC_MESSAGE, ProviderBodies.ANTHROPIC_STREAM) {
        @Override
        Object ask(String baseUrl, String key, String text, Nap betweenTries) {
            AnthropicClient client = Sdks.anthropic(baseUrl, key, betweenTries);
            return client.messages().create(Sdks.message(text));
        }

        @Override
        void stream(String baseUrl, String key, Consumer<Object> event) {
            AnthropicClient client = Sdks.anthropic(baseUrl, key);
            try (var events = client.messages().createStreaming(Sdks.message())) {
                events.stream().forEach(event);
            }
        }

        @Override
        void streamAsync(String baseUrl, String key, Consumer<Object> event) {
            AnthropicClient client = Sdks.anthropic(baseUrl, key);
            client.async()
                    .messages()
                    .createStreaming(Sdks.message())
                    .subscribe(event::accept)
                    .onCompleteFuture()
                    .join();
        }

        @Override
        Raised raised(Throwable caught) {
            AnthropicServiceException error = (AnthropicServiceException) caught;
            return new Raised(
                    error.getClass().getSimpleName(),
                    error.statusCode(),
                    error.getMessage(),
                    error.body(),
                    error.headers().values("x-dheera-error"));
        }
    },

    OPENAI("openai", "/v1", ProviderBodies.OPENAI_CHAT, ProviderBodies.OPENAI_CHAT_STREAM) {
        @Override
        Object ask(String baseUrl, String key, String text, Nap betweenTries) {
            OpenAIClient client = Sdks.openAi(baseUrl, key, betweenTries);
            return client.chat().completions().create(Sdks.chat(text));
        }

        @Override
        void stream(String baseUrl, String key, Consumer<Object> event) {
            OpenAIClient client = Sdks.openAi(baseUrl, key);
            try (var chunks = client.chat().completions().createStreaming(Sdks.chat())) {
                chunks.stream().forEach(event);
            }
        }

        @Override
        void streamAsync(String baseUrl, String key, Consumer<Object> event) {
            OpenAIClient client = Sdks.openAi(baseUrl, key);
            client.async()
                    .chat()
                    .completions()
                    .createStreaming(Sdks.chat())
                    .subscribe(event::accept)
                    .onCompleteFuture()
                    .join();
        }

        @Override
        Raised raised(Throwable caught) {
            OpenAIServiceException error = (OpenAIServiceException) caught;
            return new Raised(
                    error.getClass().getSimpleName(),
                    error.statusCode(),
                    error.getMessage(),
                    error.body(),
                    error.headers().values("x-dheera-error"));
        }
    };

    private final String provider;
    private final String basePath;
    private final String answer;
    private final String events;

    SdkUnderTest(String provider, String basePath, String answer, String events) {
        this.provider = provider;
        this.basePath = basePath;
        this.answer = answer;
        this.events = events;
    }

    /** The name of the provider that it is for. */
    String provider() {
        return provider;
    }

    /** What its base URL ends with, behind the provider's name. */
    String basePath() {
        return basePath;
    }

    /** What the provider answers to its question. */
    ProviderAnswer answer() {
        return ProviderAnswer.json(answer);
    }

    /** What the provider streams, event by event, each with the empty line at its end. */
    List<String> events() {
        return List.of(events.split("(?<=\n\n)"));
    }

    /** Asks, and tries again as often as the SDK does by itself. */
    abstract Object ask(String baseUrl, String key, String text, Nap betweenTries);

    /** The same with the usual question. */
    Object ask(String baseUrl, String key, Nap betweenTries) {
        return ask(baseUrl, key, Sdks.QUESTION, betweenTries);
    }

    /** Asks for a stream, and reads it to its end. */
    abstract void stream(String baseUrl, String key, Consumer<Object> event);

    /** The same with the asynchronous client. */
    abstract void streamAsync(String baseUrl, String key, Consumer<Object> event);

    /** What the SDK told by an exception. */
    abstract Raised raised(Throwable caught);

    /**
     * What the SDK told its user.
     *
     * @param exception the name of its class
     * @param status the HTTP status
     * @param message its text
     * @param body the answer's body, parsed
     * @param code the gateway's own code, if it was the gateway that answered
     */
    record Raised(String exception, int status, String message, Object body, List<String> code) {}
}
