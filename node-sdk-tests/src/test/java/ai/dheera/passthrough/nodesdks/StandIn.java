/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.nodesdks;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One end of the wire, where a provider would be: it answers as a test in Node announces, and keeps which requests that
 * test said would come.
 */
final class StandIn implements AutoCloseable {

    /** So that chunks end in the middle of events, of words, and of characters. */
    private static final int ODD_SIZE = 61;

    final ScriptedUpstream upstream;
    private final List<String> announced = new CopyOnWriteArrayList<>();
    private final Queue<Announced> next = new ConcurrentLinkedQueue<>();

    StandIn() throws IOException {
        upstream = ScriptedUpstream.start();
        upstream.answerWith(this::answer);
    }

    private Script answer(ReceivedRequest request) {
        Announced exchange = next.poll();
        return exchange != null && exchange.request().equals(SeenRequest.lineOf(request))
                ? exchange.script(upstream.url().toString())
                : Answers.json(400, "{\"message\":\"not the request that was announced\"}");
    }

    /**
     * One request, and what is answered to it, as Node writes it in JSON.
     *
     * @param request method and target
     * @param status the HTTP status
     * @param headers of the answer; {@code {upstream}} in a value stands for where this is
     * @param body in Base64
     * @param chunked whether it is sent piece by piece, without its length
     */
    record Announced(String request, int status, Map<String, String> headers, String body, boolean chunked) {

        private Script script(String url) {
            byte[] bytes = Base64.getDecoder().decode(body);
            String[] lines = headers.entrySet().stream()
                    .map(field -> field.getKey() + ": " + field.getValue().replace("{upstream}", url))
                    .toArray(String[]::new);
            return chunked
                    ? Answers.chunked(() -> new ByteArrayInputStream(bytes), () -> ODD_SIZE, lines)
                    : Answers.withLength(status, bytes, lines);
        }
    }

    /** Takes what the next requests are to be, and how to answer them. */
    void announce(List<Announced> exchanges) {
        next.clear();
        next.addAll(exchanges);
        exchanges.forEach(exchange -> announced.add(exchange.request()));
    }

    /** The requests that were announced, each as method and target. */
    List<String> announced() {
        return List.copyOf(announced);
    }

    @Override
    public void close() throws IOException {
        upstream.close();
    }
}
