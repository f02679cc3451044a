/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.spi.ClientListener;
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
    private static final int PIECE = 16 * 1024;
    private static final byte[] NONE = {};
    private static final long UNTOLD = Long.MAX_VALUE;

    /** What was read, to be told when the reading is over. */
    interface Reading {
        void tell(ClientListener listener);
    }

    private volatile long left;
    private volatile boolean wanted;
    private volatile boolean over;
    private volatile @Nullable ServletInputStream input;

    RequestBody(BodySize size) {
        left = size.told() ? size.bytes() : UNTOLD;
        over = !size.present() || left == 0;
    }

    void want() {
        wanted = true;
    }

    /** Whether something is to be told: a piece, or the end. */
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
    Reading readArrived(HttpServletRequest request) throws IOException {
        if (over) {
            return end();
        }
        if (left == UNTOLD) {
            return NOTHING;
        }
        ServletInputStream stream = request.getInputStream();
        byte[] piece = new byte[(int) Math.min(left, PIECE)];
        int length = 0;
        while (length < piece.length && stream.available() > 0) {
            int read = stream.read(piece, length, piece.length - length);
            if (read < 0) {
                throw new IOException("the body ended before its length");
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

    private Reading piece(byte[] piece, int length) {
        wanted = false;
        if (left != UNTOLD) {
            long rest = left - length;
            left = rest;
            over = rest == 0;
        }
        ByteBuffer read = ByteBuffer.wrap(piece, 0, length);
        return listener -> listener.bodyPiece(read);
    }

    private Reading end() {
        wanted = false;
        over = true;
        return END;
    }
}
