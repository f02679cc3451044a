/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files with room for so many bytes more, as on a disk that gets full in the middle of a write. */
final class NarrowDisk implements JsonLinesWriter.Opener {

    int room = Integer.MAX_VALUE;
    boolean truncates = true;

    @Override
    public FileChannel open(Path file) throws IOException {
        return new Narrow(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    private final class Narrow extends FileChannel {

        private final FileChannel to;
        private int left = room;

        Narrow(FileChannel to) {
            this.to = to;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int most = Math.min(room == Integer.MAX_VALUE ? room : Math.min(left, room), source.remaining());
            if (most == 0) {
                throw new IOException("No space left on device");
            }
            ByteBuffer part = source.duplicate().limit(source.position() + most);
            int written = to.write(part);
            source.position(source.position() + written);
            left = room == Integer.MAX_VALUE ? left : Math.min(left, room) - written;
            return written;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            if (!truncates) {
                throw new IOException("not on this disk");
            }
            to.truncate(size);
            return this;
        }

        @Override
        public long size() throws IOException {
            return to.size();
        }

        @Override
        public void force(boolean metaData) throws IOException {
            to.force(metaData);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            to.close();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long newPosition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
