/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client in memory, whose adapter throws once, in a call of the test's choice. */
final class ThrowingClient implements ClientExchange {

    /** A call of the gateway. */
    enum Call {
        NONE,
        READ_BODY,
        HEAD,
        WRITE,
        FLUSH,
        PENDING,
        END,
        ABORT
    }

    private static final byte[] BODY = "{\"model\":\"claude\"}".getBytes(StandardCharsets.UTF_8);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Call throwing;
    private final Supplier<Throwable> failure;
    private boolean thrown;
    private boolean bodySent;
    private volatile int status;
    private @Nullable ClientListener listener;

    ThrowingClient(Call throwing, Supplier<Throwable> failure) {
        this.throwing = throwing;
        this.failure = failure;
    }

    int awaitStatus() throws InterruptedException {
        over.await(5, TimeUnit.SECONDS);
        return status;
    }

    private synchronized void maybeThrow(Call call) {
        if (call == throwing && !thrown) {
            thrown = true;
            Throwable cause = failure.get();
            if (cause instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) cause;
        }
    }

    private ClientListener listener() {
        if (listener == null) {
            throw new IllegalStateException("nobody listens");
        }
        return listener;
    }

    @Override
    public ClientRequest request() {
        Headers headers = Headers.builder()
                .add("x-api-key", "sk-virtual")
                .add("Content-Type", "application/json")
                .build();
        return new ClientRequest(
                "POST", "/anthropic/v1/messages", null, headers, new BodySize(BODY.length), "127.0.0.1");
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
        maybeThrow(Call.READ_BODY);
        if (bodySent) {
            listener().bodyEnd();
        } else {
            bodySent = true;
            listener().bodyPiece(ByteBuffer.wrap(BODY));
        }
    }

    @Override
    public void head(int code, Headers headers) {
        maybeThrow(Call.HEAD);
        status = code;
    }

    @Override
    public void write(ByteBuffer piece) {
        maybeThrow(Call.WRITE);
    }

    @Override
    public void flush() {
        maybeThrow(Call.FLUSH);
    }

    @Override
    public long pending() {
        maybeThrow(Call.PENDING);
        return 0;
    }

    @Override
    public void end() {
        maybeThrow(Call.END);
        over.countDown();
        listener().sent();
    }

    @Override
    public void abort() {
        over.countDown();
        maybeThrow(Call.ABORT);
    }
}
