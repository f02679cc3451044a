/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's half of an exchange where the container allows no asynchronous one: the container's thread stays, and
 * does one after the other what the gateway asks for. What waits is bounded by the gateway, which asks for one piece of
 * the body at a time and stops reading from the provider while much is {@linkplain #pending pending}.
 */
final class BlockingExchange implements ClientExchange {

    private static final Logger log = LoggerFactory.getLogger(BlockingExchange.class);

    private final HttpServletRequest servletRequest;
    private final HttpServletResponse servletResponse;
    private final ClientRequest request;
    private final RequestBody body;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final AtomicLong pending = new AtomicLong();
    private volatile boolean broken;
    private @Nullable ClientListener listener;
    private boolean over;

    BlockingExchange(HttpServletRequest servletRequest, HttpServletResponse servletResponse, ClientRequest request) {
        this.servletRequest = servletRequest;
        this.servletResponse = servletResponse;
        this.request = request;
        this.body = new RequestBody(request);
    }

    private interface Task {
        void run(ClientListener listener) throws IOException;
    }

    /**
     * Does what the gateway asks for until the exchange is over. Called by the container's thread.
     *
     * @throws BrokenAnswer where the answer is to be broken off
     */
    void run() {
        ClientListener gateway = listener;
        if (gateway == null) {
            throw new IllegalStateException("nobody listens");
        }
        try {
            while (!over) {
                tasks.take().run(gateway);
            }
        } catch (IOException e) {
            gateway.gone(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            gateway.gone(e);
            throw new BrokenAnswer();
        }
    }

    @Override
    public ClientRequest request() {
        return request;
    }

    @Override
    public String baseUrl() {
        return Heads.baseUrl(servletRequest, request.path());
    }

    @Override
    public void listen(ClientListener gateway) {
        listener = gateway;
    }

    @Override
    public void readBody() {
        tasks.add(gateway -> {
            if (broken) {
                return; // nobody wants it, and to wait for it would hold the end up
            }
            body.want();
            body.read(servletRequest).tell(gateway);
        });
    }

    @Override
    public void head(int status, Headers headers) {
        tasks.add(gateway -> {
            dropBody();
            Heads.apply(status, headers, servletResponse);
            if (!body.isOver()) {
                Heads.endConnection(servletRequest, servletResponse);
            }
        });
    }

    private void dropBody() {
        body.drop();
        try {
            boolean more = body.isDropped();
            while (more) {
                more = !body.readArrived(servletRequest).equals(RequestBody.NOTHING) && !body.isOver();
            }
        } catch (IOException e) {
            log.debug("A body that nobody needs broke off", e);
        }
    }

    @Override
    public void write(ByteBuffer piece) {
        int length = piece.remaining();
        pending.addAndGet(length);
        tasks.add(gateway -> {
            servletResponse.getOutputStream().write(piece.array(), piece.arrayOffset() + piece.position(), length);
            if (pending.addAndGet(-length) == 0) {
                gateway.drained();
            }
        });
    }

    @Override
    public void flush() {
        tasks.add(gateway -> servletResponse.flushBuffer());
    }

    @Override
    public long pending() {
        return pending.get();
    }

    @Override
    public void end() {
        tasks.add(gateway -> {
            over = true;
            gateway.sent();
        });
    }

    /** What was written before goes out first: without a head the container would send a whole answer of its own. */
    @Override
    public void abort() {
        broken = true;
        tasks.add(gateway -> {
            throw new BrokenAnswer();
        });
    }
}
