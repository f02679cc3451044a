/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way from the client to the provider: a bounded queue that asks the client for more
 * while there is room, and waits for the provider where there is none.
 *
 * <p>A short body is gathered whole before a connection is taken for it, so that a slow client holds none. A longer
 * one, or one without a length, passes through as it comes. A body that has to be looked at first is
 * {@linkplain #hold held} whole, up to a bound.
 *
 * <p>Fed by the client's threads, emptied by an event loop. Its lock is held for moments only, and never while
 * anything else is called.
 */
public final class Upload {

    /** How much is queued at most, but for the piece that exceeds it; and up to which length a body is gathered. */
    static final int ROOM = 64 * 1024;

    private final ClientExchange client;
    private volatile BodySize size;
    private Pieces queue = new Pieces();

    private long received;
    private long queued;
    private long sent;
    private boolean reading;
    private boolean asking;
    private boolean ended;
    private boolean stopped;
    private boolean streamEnded;
    private @Nullable Pieces kept;
    private long mostKept;
    private long room = ROOM;
    private @Nullable Runnable whenReady;
    private @Nullable Consumer<Boolean> whenHeld;
    private @Nullable DataStreamChannel channel;
    private @Nullable Consumer<ByteBuffer> watcher;

    /**
     * An upload that has not begun.
     *
     * @param client whose body it is
     */
    public Upload(ClientExchange client) {
        this.client = client;
        this.size = client.request().body();
        this.ended = !size.present() || size.bytes() == 0;
    }

    /**
     * Shows each piece to somebody before it is queued.
     *
     * @param reader sees the bytes from position to limit and leaves both as they are
     */
    public void watchedBy(Consumer<ByteBuffer> reader) {
        watcher = reader;
    }

    /**
     * Gathers the whole body.
     *
     * @param most how many bytes it may have
     * @param whenDone told once: whether the whole body is there, or exceeds the bound
     */
    public void hold(int most, Consumer<Boolean> whenDone) {
        boolean tooLong = size.told() && size.bytes() > most;
        boolean done;
        synchronized (this) {
            room = most + 1L; // what is one byte too long has to be seen
            done = ended || tooLong;
            whenHeld = done ? null : whenDone;
        }
        if (done) {
            whenDone.accept(!tooLong);
        } else {
            readOn();
        }
    }

    /**
     * Keeps what was sent, so that it can be sent again, as long as the whole body is no longer than a bound.
     *
     * @param most in bytes
     */
    public synchronized void keep(int most) {
        if (size.bytes() <= most) {
            kept = new Pieces();
            mostKept = most;
            Pieces slices = new Pieces();
            queue.views().forEach(slices::add);
            queue = slices;
        }
    }

    /** Begins anew on another connection; false where what was sent is no longer there. */
    synchronized boolean rewind() {
        Pieces again = kept;
        if (again == null || stopped) {
            return false;
        }
        again.rewind();
        queue.rewind();
        again.addAll(queue);
        queue = again;
        kept = new Pieces();
        queued = queue.remaining();
        sent = 0;
        streamEnded = false;
        channel = null;
        return true;
    }

    /** {@return the queued pieces, each a view of its own, only to be read; all of the body once it is held} */
    public synchronized List<ByteBuffer> held() {
        return queue.views();
    }

    /** Begins to read, and says once when it is time to take a connection. */
    void begin(Runnable whenTime) {
        boolean ready;
        synchronized (this) {
            room = ROOM;
            ready = isReady();
            whenReady = ready ? null : whenTime;
        }
        if (ready) {
            whenTime.run();
        }
        readOn();
    }

    private boolean isReady() {
        boolean gathered = size.told() && size.bytes() <= ROOM;
        return ended || (!gathered && queued > 0);
    }

    /** Asks for more while there is room. A client that answers within the call is asked again by the outer call. */
    private void readOn() {
        synchronized (this) {
            if (asking) {
                return;
            }
            asking = true;
        }
        while (wantsMore()) {
            client.readBody();
        }
    }

    private synchronized boolean wantsMore() {
        asking = !reading && !ended && queued < room;
        reading = reading || asking;
        return asking;
    }

    /**
     * Takes a piece from the client.
     *
     * @param piece from position to limit
     */
    public void piece(ByteBuffer piece) {
        Consumer<ByteBuffer> reader = watcher;
        if (reader != null) {
            reader.accept(piece);
        }
        synchronized (this) {
            reading = false;
            queue.add(kept == null ? piece : piece.slice());
            queued += piece.remaining();
            received += piece.remaining();
            ended = size.told() && received >= size.bytes();
            if (sent + queued > mostKept) {
                kept = null;
            }
        }
        moved();
        readOn();
    }

    /** Takes the end of the body from the client. */
    public void end() {
        synchronized (this) {
            reading = false;
            ended = true;
        }
        moved();
    }

    private void moved() {
        Runnable ready = null;
        Consumer<Boolean> held = null;
        boolean whole;
        DataStreamChannel output;
        synchronized (this) {
            whole = ended;
            output = channel;
            if (whenHeld != null && (ended || queued >= room)) {
                held = whenHeld;
                whenHeld = null;
            }
            if (whenReady != null && isReady()) {
                ready = whenReady;
                whenReady = null;
            }
        }
        if (held != null) {
            held.accept(whole);
        }
        if (ready != null) {
            ready.run();
        }
        if (output != null) {
            output.requestOutput();
        }
    }

    /** Whether the request has a body at all, be it empty. */
    boolean hasBody() {
        return size.present();
    }

    BodySize size() {
        return size;
    }

    /**
     * Puts another body in the place of one that is held whole.
     *
     * @param body what is sent; not to be changed any more
     */
    public synchronized void replace(byte[] body) {
        queue.clear();
        queue.add(ByteBuffer.wrap(body));
        queued = body.length;
        size = new BodySize(body.length);
    }

    /** Whether there is something to produce. */
    synchronized boolean isPending() {
        return !stopped && (!queue.isEmpty() || (ended && !streamEnded));
    }

    /** Whether what is missing is still to come from the client. */
    synchronized boolean waitsForClient() {
        return !ended && (queue.isEmpty() || whenReady != null);
    }

    synchronized boolean isWhollySent() {
        return !stopped && ended && queue.isEmpty();
    }

    /** {@return whether the body went upstream to its end} */
    public synchronized boolean hasEnded() {
        return streamEnded;
    }

    /** {@return how many bytes of the body went upstream} */
    public synchronized long bytesSent() {
        return sent;
    }

    /** Writes what is queued, as far as the connection takes it. Called by the event loop of the connection. */
    void produce(DataStreamChannel output) throws IOException {
        ByteBuffer piece = next(output);
        while (piece != null) {
            int before = piece.remaining();
            output.write(piece);
            piece = written(piece, before - piece.remaining());
        }
        if (endsStream()) {
            output.endStream();
        }
        readOn();
    }

    private synchronized @Nullable ByteBuffer next(DataStreamChannel output) {
        channel = output;
        return queue.first();
    }

    /** The next piece to write; null where the connection takes no more, or nothing is left. */
    private synchronized @Nullable ByteBuffer written(ByteBuffer piece, int bytes) {
        sent += bytes;
        queued -= bytes;
        if (piece.hasRemaining()) {
            return null;
        }
        queue.removeFirst();
        if (kept != null) {
            kept.add(piece.rewind());
        }
        return queue.first();
    }

    private synchronized boolean endsStream() {
        if (!ended || stopped || streamEnded || !queue.isEmpty()) {
            return false;
        }
        streamEnded = true;
        return true;
    }

    /** Reads and sends no more. */
    public synchronized void stop() {
        queue.clear();
        queued = 0;
        ended = true;
        stopped = true;
        kept = null;
        channel = null;
    }
}
