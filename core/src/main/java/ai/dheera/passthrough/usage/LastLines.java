/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a file of lines. */
final class LastLines {

    private static final Logger log = LoggerFactory.getLogger(LastLines.class);
    private static final int LOOK_AT = 4 * 1024 * 1024;

    private LastLines() {}

    /** Sees to it that the next line begins as one: takes a torn record out, and ends a last line that is whole. */
    static void repair(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size == 0 || read(channel, size - 1, 1)[0] == '\n') {
                return;
            }
            byte[] tail = tail(channel);
            int begins = lastBreak(tail) + 1;
            String last = new String(tail, begins, tail.length - begins, StandardCharsets.UTF_8);
            boolean isSeenWhole = begins > 0 || tail.length == size;
            if (isSeenWhole && isTorn(last)) {
                channel.truncate(size - (tail.length - begins));
                log.warn("The last record in {} was written in part, and is taken out", file);
            } else {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}), size);
            }
        }
    }

    /** Whether it is one of ours, and not whole. What is not ours is left alone. */
    private static boolean isTorn(String line) {
        String start = "{\"requestId\":";
        return (line.startsWith(start) || start.startsWith(line))
                && requestId(line).isEmpty();
    }

    /** The ids of the records in the last 4 MiB of a file, and of the one before it. */
    static Set<String> requestIds(Path file, Optional<Path> before) throws IOException {
        Set<String> ids = new HashSet<>();
        if (before.isPresent()) {
            addRequestIds(before.get(), ids);
        }
        addRequestIds(file, ids);
        return ids;
    }

    private static void addRequestIds(Path file, Set<String> ids) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new String(tail(channel), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> requestId(line).ifPresent(ids::add));
        }
    }

    private static Optional<String> requestId(String line) {
        try {
            return Optional.of(UsageJson.parse(line).requestId());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int lastBreak(byte[] text) {
        int at = text.length - 1;
        while (at >= 0 && text[at] != '\n') {
            at--;
        }
        return at;
    }

    private static byte[] tail(FileChannel channel) throws IOException {
        long size = channel.size();
        int length = (int) Math.min(size, LOOK_AT);
        return read(channel, size - length, length);
    }

    private static byte[] read(FileChannel channel, long start, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {}
        return bytes.array();
    }
}
