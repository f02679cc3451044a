/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Buffers as one stream, read without being copied first and without being moved. Not safe for several threads. */
final class BufferStream extends InputStream {

    private final List<ByteBuffer> buffers;
    private int current;

    BufferStream(List<ByteBuffer> buffers) {
        this.buffers = buffers.stream().map(ByteBuffer::duplicate).toList();
    }

    @Override
    public int read() {
        ByteBuffer buffer = next();
        return buffer == null ? -1 : buffer.get() & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        ByteBuffer buffer = length == 0 ? null : next();
        if (buffer == null) {
            return length == 0 ? 0 : -1;
        }
        int read = Math.min(length, buffer.remaining());
        buffer.get(into, offset, read);
        return read;
    }

    private @Nullable ByteBuffer next() {
        while (current < buffers.size()) {
            if (buffers.get(current).hasRemaining()) {
                return buffers.get(current);
            }
            current++;
        }
        return null;
    }
}
