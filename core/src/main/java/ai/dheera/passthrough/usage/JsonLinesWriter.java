/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends each record as a line of JSON to a file. The file belongs to one writer.
 *
 * <p>What was written in part only, because the disk was full or the process ended, is taken out again before the next line.
 * A file that was moved away is made anew within a second. Where a file is put aside for its size, it gets the time as a
 * further ending, in UTC: {@code usage.jsonl.2026-11-22T10-00-00.000Z}, and keeps that name.
 */
public final class JsonLinesWriter implements BatchWriter {

    private static final Logger log = LoggerFactory.getLogger(JsonLinesWriter.class);
    private static final Duration LOOK_AFTER = Duration.ofMillis(500);

    private final Path file;
    private final Rotation rotation;
    private final PutAside putAside;
    private final Opener opener;
    private @Nullable Open current;
    private @Nullable Set<String> writtenBefore;
    private boolean toldOfRotation;

    private long lookedAt;

    /** The file as it was opened. */
    private record Open(FileChannel channel, Optional<Object> key, boolean regular) {}

    /** Opens a file to be appended to. */
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    /**
     * A writer to a file that is opened with the first record.
     *
     * @param file made where it is not there; appended to where it is
     * @param rotation when it is put aside
     */
    public JsonLinesWriter(Path file, Rotation rotation) {
        this(file, rotation, Clock.systemUTC());
    }

    JsonLinesWriter(Path file, Rotation rotation, Clock clock) {
        this(file, rotation, clock, JsonLinesWriter::forAppending);
    }

    JsonLinesWriter(Path file, Rotation rotation, Clock clock, Opener opener) {
        this.file = file;
        this.rotation = rotation;
        this.putAside = new PutAside(file, clock);
        this.opener = opener;
    }

    private static FileChannel forAppending(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    @Override
    public void write(List<UsageRecord> batch) throws IOException {
        writtenBefore = null;
        append(batch);
    }

    /** Leaves out those that are in the last 4 MiB of the file. */
    @Override
    public void writeAgain(List<UsageRecord> batch) throws IOException {
        Set<String> known = writtenBefore;
        if (known == null) {
            known = LastLines.requestIds(file, putAside.latest());
            writtenBefore = known;
        }
        Set<String> there = known;
        append(batch.stream()
                .filter(usage -> !there.contains(usage.requestId()))
                .toList());
    }

    private void append(List<UsageRecord> batch) throws IOException {
        ByteBuffer lines = ByteBuffer.wrap(Lines.of(batch));
        if (!lines.hasRemaining()) {
            return;
        }
        FileChannel channel = channelFor(lines.remaining());
        long start = channel.size();
        try {
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
        } catch (IOException e) {
            takeBack(channel, start, lines.position());
            closeChannel();
            throw e;
        }
    }

    /** All of it, so that nothing is there twice when it is written again; nothing where somebody else wrote, too. */
    private static void takeBack(FileChannel channel, long start, long written) {
        try {
            if (written > 0 && channel.size() == start + written) {
                channel.truncate(start);
            }
        } catch (IOException e) {
            log.debug("What was written in part could not be taken back; it is seen to when the file is opened", e);
        }
    }

    private FileChannel channelFor(int bytes) throws IOException {
        closeIfMovedAway();
        Open open = current == null ? open() : current;
        long size = open.channel.size();
        if (open.regular && size > 0 && size + bytes > rotation.atBytes()) {
            rotate();
            open = current == null ? open() : current;
        }
        return open.channel;
    }

    private void closeIfMovedAway() throws IOException {
        Open open = current;
        long now = System.nanoTime();
        if (open != null && now - lookedAt > LOOK_AFTER.toNanos()) {
            lookedAt = now;
            Optional<Object> key = key();
            if (key.isEmpty() || !key.equals(open.key)) {
                sync();
                closeChannel();
            }
        }
    }

    /** What tells the file from another one in its place; empty where that cannot be told. */
    private Optional<Object> key() {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Open open() throws IOException {
        boolean isNew = !Files.exists(file);
        if (!isNew && Files.isRegularFile(file)) {
            LastLines.repair(file);
        }
        FileChannel channel = opener.open(file);
        Open open = new Open(channel, key(), Files.isRegularFile(file));
        current = open;
        lookedAt = System.nanoTime();
        if (isNew) {
            Folders.sync(file);
        }
        return open;
    }

    /** Where the file cannot be put aside, it grows on. */
    private void rotate() throws IOException {
        sync();
        closeChannel();
        try {
            putAside.rename();
            putAside.keepOnly(rotation.keep());
            toldOfRotation = false;
        } catch (IOException e) {
            if (!toldOfRotation) {
                log.error("{} cannot be rotated and grows on", file, e);
            }
            toldOfRotation = true;
        }
    }

    @Override
    public void sync() throws IOException {
        Open open = current;
        if (open != null && open.regular) {
            open.channel.force(false);
        }
    }

    @Override
    public void close() {
        closeChannel();
    }

    private void closeChannel() {
        Open open = current;
        current = null;
        if (open != null) {
            try {
                open.channel.close();
            } catch (IOException e) {
                log.warn("{} could not be closed", file, e);
            }
        }
    }

    @Override
    public String toString() {
        return "to the file " + file;
    }
}
