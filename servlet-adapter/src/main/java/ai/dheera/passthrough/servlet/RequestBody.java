/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body, piece by piece, each when it is wanted. Not safe for several threads: the exchange's lock is
 * held around every call.
 */
final class RequestBody {

    /** Nothing is wanted, or nothing is there. */
    static final Reading NOTHING = listener -> {};

    private static final Reading END = ClientListener::bodyEnd;
    private static final int PIECE = 16 * 1024;

    /** What was read, to be told outside of the lock. */
    interface Reading {
        void tell(ClientListener listener);
    }

    private long left;
    private boolean wanted;
    private boolean over;
    private @Nullable ServletInputStream input;

    RequestBody(BodySize size) {
        left = size.told() ? size.bytes() : Long.MAX_VALUE;
        over = !size.present() || left == 0;
    }

    void want() {
        wanted = true;
    }

    boolean isWanted() {
        return wanted && !over;
    }

    boolean isOver() {
        return over;
    }

    /** Non-blocking from now on. */
    void input(ServletInputStream stream) {
        input = stream;
    }

    boolean isStarted() {
        return input != null;
    }

    void allRead() {
        over = true;
    }

    /**
     * Reads what has arrived of a body of known length, without waiting: as long as some of it is said to be available,
     * a blocking read returns at once.
     */
    Reading readArrived(HttpServletRequest request) throws IOException {
        if (!wanted || left == Long.MAX_VALUE) {
            return NOTHING;
        }
        if (over) {
            return end();
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

    /** Reads what is there; where nothing is, the container tells when there is. */
    Reading readReady() throws IOException {
        if (!wanted || (input == null && !over)) {
            return NOTHING;
        }
        if (over || input == null) {
            return end();
        }
        if (!input.isReady()) {
            return NOTHING;
        }
        byte[] piece = new byte[(int) Math.min(left, PIECE)];
        int length = input.read(piece);
        if (length < 0) {
            return end();
        }
        return length == 0 ? NOTHING : piece(piece, length);
    }

    private Reading piece(byte[] piece, int length) {
        wanted = false;
        if (left != Long.MAX_VALUE) {
            left -= length;
            over = left == 0;
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
