/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose reading can be stopped, and that tells its exchange what happens on it.
 *
 * <p>HttpCore's HTTP/1.1 duplexer goes on reading as long as its buffer holds data, whatever capacity it was granted.
 * Here a paused session reads nothing, which ends that loop after what was in the buffer: at most one buffer of
 * plain bytes, or what one TLS packet holds. Nothing is lost, since the rest stays in the socket.
 */
final class PacedSession extends ForwardingSession {

    private volatile boolean paused;
    private volatile long bytesSent;
    private @Nullable Traveller traveller;

    PacedSession(ProtocolIOSession session) {
        super(session);
    }

    /** The exchange on a connection. Its methods are called by the event loop and must not throw. */
    interface Traveller {

        /** The exchange begins on this session. */
        void boarded(PacedSession session);

        /** All that had arrived was handed over. */
        void batchEnded();
    }

    /** Reads no more, but for what is read already. */
    void pause() {
        getLock().lock();
        try {
            paused = true;
            clearEvent(SelectionKey.OP_READ);
        } finally {
            getLock().unlock();
        }
    }

    void resume() {
        getLock().lock();
        try {
            if (paused) {
                paused = false;
                setEvent(SelectionKey.OP_READ);
            }
        } finally {
            getLock().unlock();
        }
    }

    boolean isPaused() {
        return paused;
    }

    /** How many bytes the connection took since it was opened; of TLS, before encryption. */
    long bytesSent() {
        return bytesSent;
    }

    /** The answer of the exchange on this session is whole: what comes now was not asked for. */
    void arrived() {
        traveller = null;
    }

    boolean expectsAnswer() {
        return traveller != null;
    }

    void batchEnded() {
        if (traveller != null) {
            traveller.batchEnded();
        }
    }

    @Override
    public @Nullable Command poll() {
        Command command = super.poll();
        if (command instanceof RequestExecutionCommand execution
                && execution.getExchangeHandler() instanceof Traveller next) {
            traveller = next;
            next.boarded(this);
        }
        return command;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return paused ? 0 : super.read(target);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the session's lock only
    public int write(ByteBuffer source) throws IOException {
        int written = super.write(source);
        if (written > 0) {
            bytesSent += written;
        }
        return written;
    }

    /**
     * What is watched for already need not be asked for again: that would wake the event loop for nothing. The lock keeps
     * others from ceasing to watch between the look and the deed.
     */
    @Override
    public void setEvent(int operation) {
        getLock().lock();
        try {
            if ((getEventMask() & operation) != operation) {
                super.setEvent(operation);
            }
        } catch (CancelledKeyException e) {
            // closed in the meantime: there is nothing to watch for
        } finally {
            getLock().unlock();
        }
    }
}
