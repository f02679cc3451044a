/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * The requests of the clients, as an SDK sends them. They go round virtual keys of one kind; but for these, all are alike.
 */
final class Requests {

    private static final int BODY_SIZE = 420;
    private static final byte[] BODY = body();

    private final ByteBuffer[] byKey;

    /** The requests that are ordered, for one thread. */
    Requests(LoadOrder order) {
        byKey = order.keys()
                .all()
                .limit(order.inUse())
                .map(key -> request(order.workload(), key))
                .toArray(ByteBuffer[]::new);
    }

    /** {@return the bytes of the n-th request, to be written before the next is asked for} */
    ByteBuffer get(int number) {
        return byKey[number % byKey.length].rewind();
    }

    /** {@return the body of every request} */
    static byte[] sharedBody() {
        return BODY;
    }

    private static ByteBuffer request(Workload workload, String key) {
        byte[] head = """
                POST %s HTTP/1.1
                Host: 127.0.0.1
                User-Agent: benchmark/1.0
                Accept: application/json
                Content-Type: application/json
                anthropic-version: 2023-06-01
                x-api-key: %s
                Content-Length: %d

                """.formatted(workload.target(), key, BODY_SIZE)
                .replace("\n", "\r\n")
                .getBytes(ISO_8859_1);
        return ByteBuffer.allocateDirect(head.length + BODY_SIZE).put(head).put(BODY);
    }

    private static byte[] body() {
        String before =
                "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":1024,\"messages\":[{\"role\":\"user\",\"content\":\"";
        String behind = "\"}]}";
        return (before + "a".repeat(BODY_SIZE - before.length() - behind.length()) + behind).getBytes(ISO_8859_1);
    }
}
