/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** An answer of the provider: its body, and the pieces in which it is written, one a pause. Immutable. */
public final class Answer {

    private static final int JSON_SIZE = 800;

    private final byte[] body;
    private final List<ByteBuffer> pieces;

    private Answer(byte[] body, List<byte[]> pieces) {
        this.body = body;
        this.pieces = pieces.stream().map(Answer::direct).toList();
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    }

    /**
     * {@return the answer to each request of a workload}
     *
     * @param workload the workload
     */
    public static Answer to(Workload workload) {
        return switch (workload) {
            case JSON -> json();
            case BURST -> atOnce(events(workload.units()));
            case PACED -> oneByOne(events(workload.units()));
        };
    }

    /** {@return what the client must get; not to be changed} */
    public byte[] body() {
        return body;
    }

    /** {@return the bytes of each piece, framing included} */
    Iterator<ByteBuffer> pieces() {
        return pieces.stream().map(ByteBuffer::duplicate).iterator();
    }

    private static Answer json() {
        byte[] body = jsonBody();
        return new Answer(
                body, List.of(joined(List.of(head("application/json", "Content-Length: " + JSON_SIZE), body))));
    }

    private static byte[] jsonBody() {
        String before =
                "{\"id\":\"msg_01\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"";
        String behind = "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                + "\"usage\":{\"input_tokens\":105,\"output_tokens\":140}}";
        return (before + "a".repeat(JSON_SIZE - before.length() - behind.length()) + behind).getBytes(ISO_8859_1);
    }

    private static Answer atOnce(List<byte[]> events) {
        return new Answer(joined(events), List.of(joined(stream(events))));
    }

    /** The end comes with the last event. */
    private static Answer oneByOne(List<byte[]> events) {
        List<byte[]> pieces = new ArrayList<>(stream(events));
        byte[] end = pieces.remove(pieces.size() - 1);
        byte[] last = pieces.remove(pieces.size() - 1);
        pieces.add(joined(List.of(last, end)));
        return new Answer(joined(events), pieces);
    }

    /** Each event is a chunk, as it is where a provider flushes each. */
    private static List<byte[]> stream(List<byte[]> events) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(head("text/event-stream; charset=utf-8", "Transfer-Encoding: chunked"));
        events.forEach(event -> parts.add(chunk(event)));
        parts.add(bytes("0\r\n\r\n"));
        return parts;
    }

    private static List<byte[]> events(int count) {
        List<byte[]> events = new ArrayList<>(count);
        events.add(event(
                "message_start",
                ",\"message\":{\"id\":\"msg_01\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
                        + "\"model\":\"claude-sonnet-4-5\",\"usage\":{\"input_tokens\":105,\"output_tokens\":1}}"));
        while (events.size() < count - 2) {
            events.add(event(
                    "content_block_delta", ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" and so on\"}"));
        }
        events.add(
                event("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":140}"));
        events.add(event("message_stop", ""));
        return events;
    }

    private static byte[] event(String type, String members) {
        return bytes("event: " + type + "\ndata: {\"type\":\"" + type + "\"" + members + "}\n\n");
    }

    private static byte[] head(String type, String framing) {
        return bytes("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + framing + "\r\nrequest-id: req_011\r\n\r\n");
    }

    private static byte[] chunk(byte[] data) {
        return joined(List.of(bytes(Integer.toHexString(data.length) + "\r\n"), data, bytes("\r\n")));
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        parts.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
