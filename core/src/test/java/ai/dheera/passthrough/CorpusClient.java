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

/** A client in memory that sends its body at once and keeps what it is answered. */
final class CorpusClient implements ClientExchange {

    private final CountDownLatch over = new CountDownLatch(1);
    private final ClientRequest request;
    private final ByteBuffer body;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private volatile int status;
    private volatile boolean aborted;
    private @Nullable ClientListener listener;

    CorpusClient(ClientRequest request, byte[] body) {
        this.request = request;
        this.body = ByteBuffer.wrap(body);
    }

    /** The body of the answer, when it is whole. */
    byte[] awaitAnswer() throws InterruptedException {
        if (!over.await(10, TimeUnit.SECONDS) || aborted || status / 100 != 2) {
            throw new AssertionError("no whole answer; the status is " + status + ", the body " + answer);
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
        if (body.hasRemaining()) {
            ByteBuffer all = body.slice();
            body.position(body.limit());
            listener().bodyPiece(all);
        } else {
            listener().bodyEnd();
        }
    }

    @Override
    public void head(int code, Headers headers) {
        status = code;
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
