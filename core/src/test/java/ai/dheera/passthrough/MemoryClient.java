/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client in memory that sends its body in two pieces and keeps what it is answered. */
public final class MemoryClient implements ClientExchange {

    private final CountDownLatch over = new CountDownLatch(1);
    private final ClientRequest request;
    private final ByteBuffer body;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private volatile int status;
    private volatile Headers headers = Headers.none();
    private volatile boolean aborted;
    private @Nullable ClientListener listener;

    public MemoryClient(ClientRequest request, byte[] body) {
        this.request = request;
        this.body = ByteBuffer.wrap(body);
    }

    /** The status of the answer, when it is whole. */
    public int awaitStatus() throws InterruptedException {
        if (!over.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no answer within 10 s");
        }
        if (aborted) {
            throw new AssertionError("the answer was broken off behind the status " + status);
        }
        return status;
    }

    /** The header fields of the answer, when it is whole. */
    public Headers awaitHeaders() throws InterruptedException {
        awaitStatus();
        return headers;
    }

    /** The body of an answer that tells of success, when it is whole. */
    public byte[] awaitAnswer() throws InterruptedException {
        if (awaitStatus() / 100 != 2) {
            throw new AssertionError("the status is " + status + ", the body " + answer);
        }
        return answer.toByteArray();
    }

    private ClientListener listener() {
        return Objects.requireNonNull(listener);
    }

    @Override
    public ClientRequest request() {
        return request;
    }

    @Override
    public String baseUrl() {
        return "http://localhost/llm";
    }

    @Override
    public void listen(ClientListener gateway) {
        listener = gateway;
    }

    @Override
    public void readBody() {
        if (!body.hasRemaining()) {
            listener().bodyEnd();
            return;
        }
        int length = body.position() == 0 ? (body.remaining() + 1) / 2 : body.remaining();
        ByteBuffer piece = body.slice(body.position(), length);
        body.position(body.position() + length);
        listener().bodyPiece(piece);
    }

    @Override
    public void head(int code, Headers fields) {
        status = code;
        headers = fields;
    }

    @Override
    public void write(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        answer.writeBytes(bytes);
    }

    @Override
    public void flush() {
        // nothing is held
    }

    @Override
    public long pending() {
        return 0;
    }

    @Override
    public void end() {
        over.countDown();
        listener().sent();
    }

    @Override
    public void abort() {
        aborted = true;
        over.countDown();
    }
}
