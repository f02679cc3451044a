/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Script;
import java.io.ByteArrayInputStream;
import java.util.function.Function;

/**
 * One call of an SDK's user, and what the provider answers.
 *
 * @param <C> the SDK's client
 * @param name what to call it
 * @param request the method and the target that the provider is to see
 * @param route the template of its route
 * @param answer what the provider sends
 * @param telltale something of the answer that the user has to find in what the SDK returns
 * @param asked makes the call, and returns something that has an {@code equals} and a {@code toString}
 */
record SdkCall<C>(
        String name, String request, String route, ProviderAnswer answer, String telltale, Function<C, Object> asked) {

    @Override
    public String toString() {
        return name;
    }

    /**
     * What a provider sends.
     *
     * @param type its content type
     * @param body its body
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes to be sent, never compared
    record ProviderAnswer(String type, byte[] body) {

        /** So that chunks end in the middle of events, of words, and of characters. */
        private static final int ODD_SIZE = 61;

        static ProviderAnswer json(String body) {
            return new ProviderAnswer("application/json", body.getBytes(UTF_8));
        }

        static ProviderAnswer events(String body) {
            return new ProviderAnswer("text/event-stream; charset=utf-8", body.getBytes(UTF_8));
        }

        boolean isStream() {
            return type.startsWith("text/event-stream");
        }

        Script script(String... headerLines) {
            return isStream()
                    ? Answers.chunked(() -> new ByteArrayInputStream(body), () -> ODD_SIZE, with(headerLines))
                    : Answers.withLength(200, body, with(headerLines));
        }

        private String[] with(String... headerLines) {
            String[] all = new String[headerLines.length + 1];
            all[0] = "Content-Type: " + type;
            System.arraycopy(headerLines, 0, all, 1, headerLines.length);
            return all;
        }
    }
}
