/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One sending of a request over one connection. What HttpCore calls here arrives at the {@link Forwarding}; what is
 * thrown there ends the forwarding, and never reaches the event loop.
 */
final class Attempt implements AsyncClientExchangeHandler, PacedSession.Traveller {

    private final Forwarding forwarding;
    private final boolean reused;
    private volatile @Nullable PacedSession session;
    private volatile long sentBefore;

    /** An attempt over a connection that is new, or that served others before. */
    Attempt(Forwarding forwarding, boolean reused) {
        this.forwarding = forwarding;
        this.reused = reused;
    }

    /** Whether the connection broke while it lay idle, before it took any of this request. */
    boolean foundConnectionStale() {
        PacedSession on = session;
        return reused && (on == null || on.bytesSent() == sentBefore);
    }

    void pause() {
        PacedSession on = session;
        if (on != null) {
            on.pause();
        }
    }

    void resume() {
        PacedSession on = session;
        if (on != null) {
            on.resume();
        }
    }

    boolean isPaused() {
        PacedSession on = session;
        return on != null && on.isPaused();
    }

    @Override
    public void boarded(PacedSession on) {
        sentBefore = on.bytesSent();
        session = on;
    }

    @Override
    public void batchEnded() {
        guarded(() -> forwarding.batchEnded(this));
    }

    @Override
    public boolean readsOn(IOException cause) {
        return !foundConnectionStale() && forwarding.sendingFailed(this, cause);
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) {
        sending(() -> forwarding.sendHead(this, channel, context));
    }

    @Override
    public int available() {
        return forwarding.hasOutput() ? 1 : 0;
    }

    @Override
    public void produce(DataStreamChannel channel) {
        sending(() -> forwarding.produce(this, channel));
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) {
        // 100, 102 and 103 tell of this connection only; a servlet cannot pass them on
    }

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
        if (entity == null) {
            arrived();
        }
        guarded(() -> forwarding.answerBegan(this, response, entity));
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE); // the session is what is paced, see PacedSession
    }

    @Override
    public void consume(ByteBuffer source) {
        guarded(() -> forwarding.answerPiece(this, source));
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        arrived();
        guarded(() -> forwarding.answerEnded(this));
    }

    private void arrived() {
        PacedSession on = session;
        if (on != null) {
            on.arrived();
        }
    }

    @Override
    public void failed(Exception cause) {
        guarded(() -> forwarding.connectionFailed(this, cause));
    }

    @Override
    public void cancel() {
        failed(new IOException("the connection was closed before the request began"));
    }

    @Override
    public void releaseResources() {
        // nothing is held here
    }

    private void sending(Step step) {
        guarded(() -> {
            try {
                step.run();
            } catch (IOException e) {
                forwarding.connectionFailed(this, e);
            }
        });
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            forwarding.crashed(e);
        }
    }

    private interface Step {
        void run() throws HttpException, IOException;
    }
}
