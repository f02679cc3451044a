/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose reading can be stopped, that tells its exchange what happens on it, and that can be written to by
 * whoever has a request for it.
 *
 * <p>HttpCore hands each request to the connection's event loop. To wake that thread costs more than to send the
 * request, so it is sent at once by the thread that brings it, if nobody else is at the connection: the event loop and
 * such threads take {@linkplain #beginTurn turns}. What HttpCore encrypts it sends from the event loop only, so there
 * nothing would be gained.
 *
 * <p>HttpCore's HTTP/1.1 duplexer goes on reading as long as its buffer holds data, whatever capacity it was granted.
 * Here a paused session reads nothing, which ends that loop after what was in the buffer: at most one buffer of
 * plain bytes, or what one TLS packet holds. Nothing is lost, since the rest stays in the socket.
 */
final class PacedSession extends ForwardingSession {

    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean paused;
    private volatile long bytesSent;
    private volatile @Nullable Runnable sender;
    private @Nullable Traveller traveller;
    private @Nullable Command sentAtOnce;
    private boolean writingWanted;
    private boolean takesNoMore;

    PacedSession(ProtocolIOSession session) {
        super(session);
    }

    /** The exchange on a connection. Its methods are called by the event loop and must not throw. */
    interface Traveller {

        /** The exchange begins on this session. */
        void boarded(PacedSession session);

        /** All that had arrived was handed over. */
        void batchEnded();

        /** Whether the answer is still to be read though the connection takes no more of the request. */
        boolean readsOn(IOException cause);
    }

    /** Requests may be sent at once from now on. */
    void sendBy(Runnable output) {
        sender = output;
    }

    /** Waits until nobody else is at the connection. */
    void beginTurn() {
        turn.lock();
    }

    /** Lets others have it. */
    void endTurn() {
        try {
            if (writingWanted) {
                writingWanted = false;
                watchFor(SelectionKey.OP_WRITE);
            }
        } finally {
            turn.unlock();
        }
    }

    /** Whether there is more to be written in this turn. */
    boolean wantsToWrite() {
        return writingWanted;
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

    /** Reads on. Whoever pauses looks afterwards whether there is still a reason, so a pause that begins now is not missed. */
    void resume() {
        if (!paused) {
            return;
        }
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

    /**
     * The answer of the exchange on this session is whole: what comes now was not asked for. The next exchange may have
     * the session before the client of this one has read it all, so reading goes on.
     */
    void arrived() {
        traveller = null;
        resume();
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
    public void enqueue(Command command, Command.Priority priority) {
        Runnable output = sender;
        boolean sent = output != null && mayBeSentAtOnce(command) && turn.tryLock() && sendAtOnce(command, output);
        if (!sent) {
            super.enqueue(command, priority);
        }
    }

    private boolean mayBeSentAtOnce(Command command) {
        return command instanceof RequestExecutionCommand
                && isOpen()
                && getTlsDetails() == null
                && !turn.isHeldByCurrentThread();
    }

    /** Whether the command was taken; it is not where another exchange is on its way. Ends the turn. */
    private boolean sendAtOnce(Command command, Runnable output) {
        try {
            sentAtOnce = command;
            output.run();
            return sentAtOnce == null;
        } finally {
            sentAtOnce = null;
            endTurn();
        }
    }

    @Override
    public @Nullable Command poll() {
        Command command = sentAtOnce == null ? super.poll() : sentAtOnce;
        sentAtOnce = null;
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
    public int write(ByteBuffer source) throws IOException {
        return takesNoMore ? drop(source) : writeOrReadOn(source);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written in a turn only
    private int writeOrReadOn(ByteBuffer source) throws IOException {
        try {
            int written = super.write(source);
            if (written > 0) {
                bytesSent += written;
            }
            return written;
        } catch (IOException e) {
            Traveller onBoard = traveller;
            if (onBoard == null || !isOpen() || !onBoard.readsOn(e)) {
                throw e;
            }
            takesNoMore = true;
            return drop(source);
        }
    }

    private static int drop(ByteBuffer source) {
        int dropped = source.remaining();
        source.position(source.limit());
        return dropped;
    }

    /** Wishes to write are put off to the end of the turn: most of them are taken back until then. */
    @Override
    public void setEvent(int operation) {
        if (operation == SelectionKey.OP_WRITE && turn.isHeldByCurrentThread()) {
            writingWanted = true;
        } else {
            watchFor(operation);
        }
    }

    /**
     * What is watched for already need not be asked for again: that would wake the event loop for nothing. The lock keeps
     * others from ceasing to watch between the look and the deed.
     */
    private void watchFor(int operation) {
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

    @Override
    public void clearEvent(int operation) {
        if (operation == SelectionKey.OP_WRITE && turn.isHeldByCurrentThread()) {
            writingWanted = false;
        }
        getLock().lock();
        try {
            if ((getEventMask() & operation) != 0) {
                super.clearEvent(operation);
            }
        } catch (CancelledKeyException e) {
            // closed in the meantime: nothing is watched for
        } finally {
            getLock().unlock();
        }
    }
}
