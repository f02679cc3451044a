/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer's body as far as the container takes it, and holds the rest. How much that can be is the gateway's
 * affair: it reads no more from the provider while much is {@linkplain #pending pending}. Not safe for several threads,
 * but for {@link #pending}: the exchange's lock is held around every call.
 */
final class ResponseBody {

    private final Deque<ByteBuffer> held = new ArrayDeque<>(2);
    private volatile long pending;
    private boolean begun;
    private boolean flushing;
    private boolean ending;
    private boolean possible;
    private @Nullable ServletOutputStream output;

    /** Non-blocking from now on; nothing is written before the container says that it is possible. */
    void output(ServletOutputStream stream) {
        output = stream;
    }

    long pending() {
        return pending;
    }

    boolean isEnding() {
        return ending;
    }

    /** The head is set: there is something to flush. */
    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Whether the container has said that writing is possible. */
    boolean isPossible() {
        return possible;
    }

    /** Whether all was written and taken, and no more is to come. */
    boolean isDone() {
        return ending && held.isEmpty() && isReady();
    }

    private boolean isReady() {
        return possible && output != null && output.isReady();
    }

    void write(ByteBuffer piece) throws IOException {
        if (held.isEmpty() && isReady()) {
            put(piece);
        } else {
            held.add(piece);
            hold(piece.remaining());
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    private void hold(int more) {
        pending += more;
    }

    private void put(ByteBuffer piece) throws IOException {
        if (output != null) {
            output.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
        }
    }

    void flush() throws IOException {
        flushing = begun;
        if (held.isEmpty()) {
            flushIfReady();
        }
    }

    private void flushIfReady() throws IOException {
        if (flushing && !ending && isReady() && output != null) {
            flushing = false;
            output.flush();
        }
    }

    void end() {
        ending = true;
    }

    void writePossible() throws IOException {
        possible = true;
        while (!held.isEmpty() && isReady()) {
            ByteBuffer piece = held.remove();
            int length = piece.remaining();
            put(piece);
            hold(-length);
        }
        if (held.isEmpty()) {
            flushIfReady();
        }
    }

    /** Writes a whole answer, blocking. */
    void writeAll(ServletOutputStream blocking) throws IOException {
        for (ByteBuffer piece : held) {
            blocking.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
        }
        held.clear();
        pending = 0;
    }
}
