/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of a body in a row, in little more memory than their bytes, however short they came: short ones are put
 * together, and those that fill less than half of their array are moved out of it. The first of the row may be read
 * elsewhere meanwhile; nothing is added to that one. Not safe for several threads otherwise.
 */
final class Pieces {

    /** Shorter ones are put together: a piece costs some hundred bytes beside its own. */
    private static final int SHORT = 1024;

    private static final int TOGETHER = 8 * 1024;

    private final Deque<ByteBuffer> row = new ArrayDeque<>(2);
    private @Nullable ByteBuffer collecting;

    /** Adds a piece, whose bytes from position to limit are this row's from now on. */
    void add(ByteBuffer piece) {
        if (row.isEmpty() || piece.remaining() >= SHORT) {
            row.add(fitting(piece));
            collecting = null;
        } else {
            collect(piece);
        }
    }

    private static ByteBuffer fitting(ByteBuffer piece) {
        int length = piece.remaining();
        int occupied = piece.hasArray() ? piece.array().length - piece.arrayOffset() : piece.capacity();
        return length > occupied / 2 ? piece : ByteBuffer.allocate(length).put(0, piece, piece.position(), length);
    }

    private void collect(ByteBuffer piece) {
        int length = piece.remaining();
        ByteBuffer last = collecting;
        if (last == null || row.size() < 2 || last.capacity() - last.limit() < length) {
            last = ByteBuffer.allocate(TOGETHER).limit(0);
            row.add(last);
            collecting = last;
        }
        int end = last.limit();
        last.limit(end + length).put(end, piece, piece.position(), length);
    }

    @Nullable
    ByteBuffer first() {
        return row.peek();
    }

    void removeFirst() {
        row.poll();
    }

    boolean isEmpty() {
        return row.isEmpty();
    }

    /** How many buffers hold them. */
    int count() {
        return row.size();
    }

    void clear() {
        row.clear();
        collecting = null;
    }

    /** {@return a view of each buffer} */
    List<ByteBuffer> views() {
        List<ByteBuffer> views = new ArrayList<>(row.size());
        row.forEach(piece -> views.add(piece.duplicate()));
        return views;
    }

    /** Takes all of another row behind its own. */
    void addAll(Pieces others) {
        others.row.forEach(this::add);
    }

    /** Begins every buffer at its start again. */
    void rewind() {
        row.forEach(ByteBuffer::rewind);
    }

    /** How many bytes are left to read. */
    long remaining() {
        return row.stream().mapToLong(ByteBuffer::remaining).sum();
    }
}
