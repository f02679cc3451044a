/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body, piece by piece, each when it is wanted. One thread reads at a time, which is the exchange's
 * affair; others may {@link #want} and tell that {@link #allRead all was read}.
 */
final class RequestBody {

    /** Nothing is wanted, or nothing is there. */
    static final Reading NOTHING = listener -> {};

    private static final Reading END = ClientListener::bodyEnd;
    private static final Reading DROPPED = listener -> {};
    private static final int PIECE = 16 * 1024;

    /** To read more than this for nobody is dearer than another connection. */
    private static final int LONGEST_DROPPED = 256 * 1024;

    private static final byte[] NONE = {};
    private static final long UNTOLD = Long.MAX_VALUE;

    /** What was read, to be told when the reading is over. */
    interface Reading {
        void tell(ClientListener listener);
    }

    /** What becomes of the body. */
    private enum Use {
        /** Nobody has asked for it yet. */
        NONE,
        /** It is told, piece by piece. */
        TOLD,
        /** It is read for nobody, so that its connection can be used again. */
        DROPPED
    }

    private final ClientRequest request;
    private volatile Use use = Use.NONE;
    private volatile long left;
    private volatile boolean wanted;
    private volatile boolean over;
    private volatile @Nullable ServletInputStream input;

    RequestBody(ClientRequest request) {
        this.request = request;
        BodySize size = request.body();
        left = size.told() ? size.bytes() : UNTOLD;
        over = !size.present() || left == 0;
    }

    void want() {
        use = Use.TOLD;
        wanted = true;
    }

    /**
     * Has the body read for nobody if nobody has asked for it; not one that is long, or that waits to be asked for
     * ({@code Expect}).
     */
    void drop() {
        if (use == Use.NONE
                && !over
                && left <= LONGEST_DROPPED
                && !request.headers().contains("Expect")) {
            use = Use.DROPPED;
            wanted = true;
        }
    }

    /** Reads no more of a body that is read for nobody. */
    void leave() {
        wanted = false;
    }

    boolean isDropped() {
        return use == Use.DROPPED;
    }

    /** Whether all of it was read. */
    boolean isOver() {
        return over;
    }

    /** Whether something is to be read or told: a piece, or the end. */
    boolean isAsked() {
        return wanted;
    }

    /** Whether there is more to be read. */
    boolean isWanted() {
        return wanted && !over;
    }

    /** Non-blocking from now on. */
    void start(ServletInputStream stream, ReadListener events) {
        if (!over) {
            input = stream;
            stream.setReadListener(events);
        }
    }

    boolean isStarted() {
        return input != null || over;
    }

    void allRead() {
        over = true;
    }

    /**
     * Reads what has arrived of a body of known length, without waiting: as long as some of it is said to be available,
     * a blocking read returns at once.
     */
    Reading readArrived(HttpServletRequest servletRequest) throws IOException {
        if (over) {
            return end();
        }
        if (left == UNTOLD) {
            return NOTHING;
        }
        ServletInputStream stream = servletRequest.getInputStream();
        byte[] piece = new byte[(int) Math.min(left, PIECE)];
        int length = 0;
        while (length < piece.length && stream.available() > 0) {
            int read = stream.read(piece, length, piece.length - length);
            if (read < 0) {
                throw endedEarly();
            }
            length += read;
        }
        return length == 0 ? NOTHING : piece(piece, length);
    }

    /**
     * Reads what is there; where nothing is, the container tells when there is. Tomcat takes the first bytes of a chunk's
     * head for something to read and then reads nothing, so it is asked until it says so, or it would never tell.
     */
    Reading readReady() throws IOException {
        ServletInputStream stream = input;
        if (over || stream == null) {
            return end();
        }
        byte[] piece = NONE;
        while (stream.isReady()) {
            piece = piece.length == 0 ? new byte[(int) Math.min(left, PIECE)] : piece;
            int length = stream.read(piece);
            if (length != 0) {
                return length < 0 ? end() : piece(piece, length);
            }
        }
        return NOTHING;
    }

    /** Waits for the next piece. */
    Reading read(HttpServletRequest servletRequest) throws IOException {
        if (over) {
            return end();
        }
        byte[] piece = new byte[(int) Math.min(left, PIECE)];
        int length = servletRequest.getInputStream().read(piece);
        if (length >= 0) {
            return piece(piece, length);
        }
        if (left != UNTOLD) {
            throw endedEarly();
        }
        return end();
    }

    private static IOException endedEarly() {
        return new IOException("the body ended before its length");
    }

    private Reading piece(byte[] piece, int length) {
        if (left != UNTOLD) {
            long rest = left - length;
            left = rest;
            over = rest == 0;
        }
        if (use == Use.DROPPED) {
            wanted = !over;
            return DROPPED;
        }
        wanted = false;
        ByteBuffer read = ByteBuffer.wrap(piece, 0, length);
        return listener -> listener.bodyPiece(read);
    }

    private Reading end() {
        wanted = false;
        over = true;
        return use == Use.DROPPED ? DROPPED : END;
    }
}
