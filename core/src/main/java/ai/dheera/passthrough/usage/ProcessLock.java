/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps others out: other processes by a lock on a file, and others in this one. Ends with the process. */
final class ProcessLock implements AutoCloseable {

    /** To open and close a file that this process has locked would unlock it. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes a lock.
     *
     * @param folder an existing one
     * @param name of the file in it, which is made where it is not there
     * @param guarded what is kept to this process, for messages
     */
    static ProcessLock take(Path folder, String name, Path guarded) throws IOException {
        Path file = folder.toRealPath().resolve(name);
        if (!HELD.add(file)) {
            throw inUse(guarded);
        }
        @Nullable FileChannel locked = null;
        try {
            locked = lockedOrNull(file);
            if (locked == null) {
                throw inUse(guarded);
            }
            return new ProcessLock(file, locked);
        } finally {
            if (locked == null) {
                HELD.remove(file);
            }
        }
    }

    private static @Nullable FileChannel lockedOrNull(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by this process, through another class loader
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : channel;
    }

    private static IOException inUse(Path guarded) {
        return new IOException(guarded + " is in use by another process, or by another gateway in this one:"
                + " each needs one of its own");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be unlocked", e);
        } finally {
            HELD.remove(file);
        }
    }
}
