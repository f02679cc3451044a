/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Script;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * One call of an SDK's user, and what the provider answers.
 *
 * @param <C> the SDK's client
 * @param name what to call it
 * @param steps the exchanges that it takes, in their order
 * @param telltale something of the answers that the user has to find in what the SDK returns
 * @param question makes the call
 */
record SdkCall<C>(String name, List<Step> steps, String telltale, Question<C> question) {

    /** A call of one exchange. */
    static <C> SdkCall<C> of(
            String name, String request, String route, ProviderAnswer answer, String telltale, Question<C> question) {
        return new SdkCall<>(name, List.of(new Step(request, route, answer)), telltale, question);
    }

    @Override
    public String toString() {
        return name;
    }

    /** What the user does with a client. */
    interface Question<C> {
        /** Returns something that has an {@code equals} and a {@code toString}. */
        Object ask(C client) throws Exception;
    }

    /**
     * One exchange.
     *
     * @param request the method and the target that the provider is to see
     * @param route the template of its route
     * @param answer what the provider sends
     */
    record Step(String request, String route, ProviderAnswer answer) {}

    /**
     * What a provider sends.
     *
     * @param status its HTTP status
     * @param type its content type
     * @param body its body
     * @param lines the other lines of its head
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes to be sent, never compared
    record ProviderAnswer(int status, String type, byte[] body, List<String> lines) {

        /** So that chunks end in the middle of events, of words, and of characters. */
        private static final int ODD_SIZE = 61;

        ProviderAnswer(String type, byte[] body) {
            this(200, type, body, List.of());
        }

        static ProviderAnswer json(String body) {
            return json(200, body);
        }

        static ProviderAnswer json(int status, String body, String... lines) {
            return new ProviderAnswer(status, "application/json", body.getBytes(UTF_8), List.of(lines));
        }

        static ProviderAnswer events(String body) {
            return new ProviderAnswer("text/event-stream; charset=utf-8", body.getBytes(UTF_8));
        }

        /** The same from a provider at this base URL, which stands for {@code UPSTREAM} in its head. */
        ProviderAnswer from(URI upstream) {
            List<String> there = lines.stream()
                    .map(line -> line.replace("UPSTREAM", upstream.toString()))
                    .toList();
            return new ProviderAnswer(status, type, body, there);
        }

        boolean isStream() {
            return type.startsWith("text/event-stream");
        }

        Script script(String... headerLines) {
            return isStream()
                    ? Answers.chunked(() -> new ByteArrayInputStream(body), () -> ODD_SIZE, with(headerLines))
                    : Answers.withLength(status, body, with(headerLines));
        }

        private String[] with(String... headerLines) {
            return Stream.of(Stream.of("Content-Type: " + type), lines.stream(), Stream.of(headerLines))
                    .flatMap(all -> all)
                    .toArray(String[]::new);
        }
    }
}
