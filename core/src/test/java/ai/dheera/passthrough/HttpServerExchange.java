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
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The whole of an adapter, over the HTTP server of the JDK: no servlet, no framework. The server's thread does one after
 * the other what the gateway asks for.
 */
final class HttpServerExchange implements ClientExchange {

    private final HttpExchange http;
    private final ClientRequest request;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final AtomicLong pending = new AtomicLong();
    private @Nullable ClientListener listener;
    private boolean over;

    HttpServerExchange(HttpExchange http) {
        this.http = http;
        this.request = request(http);
    }

    private interface Task {
        void run(ClientListener gateway) throws IOException;
    }

    private static ClientRequest request(HttpExchange http) {
        Headers.Builder headers = Headers.builder();
        http.getRequestHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        String length = http.getRequestHeaders().getFirst("Content-Length");
        boolean chunked = http.getRequestHeaders().containsKey("Transfer-Encoding");
        BodySize untold = chunked ? BodySize.UNTOLD : BodySize.NO_BODY;
        URI uri = http.getRequestURI();
        return new ClientRequest(
                http.getRequestMethod(),
                uri.getRawPath(),
                uri.getRawQuery(),
                headers.build(),
                length == null ? untold : new BodySize(Long.parseLong(length)),
                http.getRemoteAddress().getAddress().getHostAddress());
    }

    /** Hands the exchange to a gateway and serves it to its end. */
    void serve(PassThrough gateway) throws IOException {
        gateway.handle(this);
        ClientListener told = listener;
        try {
            while (!over && told != null) {
                tasks.take().run(told);
            }
        } catch (IOException e) {
            told.gone(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            http.close();
        }
    }

    @Override
    public ClientRequest request() {
        return request;
    }

    @Override
    public String baseUrl() {
        return "http://" + http.getRequestHeaders().getFirst("Host");
    }

    @Override
    public void listen(ClientListener gateway) {
        listener = gateway;
    }

    @Override
    public void readBody() {
        tasks.add(gateway -> {
            byte[] piece = new byte[8192];
            int length = http.getRequestBody().read(piece);
            if (length < 0) {
                gateway.bodyEnd();
            } else {
                gateway.bodyPiece(ByteBuffer.wrap(piece, 0, length));
            }
        });
    }

    @Override
    public void head(int status, Headers headers) {
        tasks.add(gateway -> {
            for (int i = 0; i < headers.size(); i++) {
                http.getResponseHeaders().add(headers.name(i), headers.value(i));
            }
            long length = headers.first("Content-Length").map(Long::parseLong).orElse(0L);
            http.sendResponseHeaders(status, length);
        });
    }

    @Override
    public void write(ByteBuffer piece) {
        pending.addAndGet(piece.remaining());
        tasks.add(gateway -> {
            int length = piece.remaining();
            http.getResponseBody().write(piece.array(), piece.arrayOffset() + piece.position(), length);
            if (pending.addAndGet(-length) == 0) {
                gateway.drained();
            }
        });
    }

    @Override
    public void flush() {
        tasks.add(gateway -> http.getResponseBody().flush());
    }

    @Override
    public long pending() {
        return pending.get();
    }

    @Override
    public void end() {
        tasks.add(gateway -> {
            over = true;
            http.getResponseBody().close();
            gateway.sent();
        });
    }

    @Override
    public void abort() {
        tasks.add(gateway -> over = true);
    }
}
