/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines in files of a folder, until they are written elsewhere. One sequence of bytes over all files, each named after the
 * position of its first byte; a file is deleted when all of it is written elsewhere. How far that is, the file
 * {@code written} says.
 *
 * <p>A line is appended with one write to the system's page cache, by a {@link RandomAccessFile}: a channel would be closed
 * under all others when a single thread that records is interrupted. What cannot be appended whole is left behind, and the
 * next line begins a new file, at the position where the broken line would have been.
 *
 * <p>Appended to by several threads; read and forgotten by one.
 */
final class Journal implements AutoCloseable {

    /** The end of what is in no journal. */
    static final long NOWHERE = 0;

    /**
     * Some of the lines.
     *
     * @param records those that they hold
     * @param end where they end
     */
    record Piece(List<UsageRecord> records, long end) {}

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final Pattern SEGMENT = Pattern.compile("(\\d{19})\\.jsonl");
    private static final long LARGEST_SEGMENT = 8 << 20;
    private static final int PIECE = 1 << 20;
    private static final long TRY_AGAIN_AFTER = 1_000_000_000;

    private final Path folder;
    private final long bound;
    private final ProcessLock lock;
    private final RandomAccessFile mark;

    // guarded by this object
    private final TreeMap<Long, Path> segments = new TreeMap<>();
    private @Nullable RandomAccessFile active;
    private long activeBegin;
    private long written;
    private long end;
    private boolean failing;
    private long failedAt;
    private boolean toldOfMark;
    private boolean closed;

    private Journal(Path folder, long bound, ProcessLock lock) throws IOException {
        this.folder = folder;
        this.bound = bound;
        this.lock = lock;
        this.mark = new RandomAccessFile(folder.resolve("written").toFile(), "rw");
    }

    /**
     * Opens a journal, with what is left in it.
     *
     * @param folder made where it is not there
     * @param bound how many bytes may wait, from 1
     */
    static Journal open(Path folder, long bound) throws IOException {
        Files.createDirectories(folder);
        ProcessLock lock = ProcessLock.take(folder, "lock", folder);
        try {
            Journal journal = new Journal(folder, bound, lock);
            journal.find();
            return journal;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private synchronized void find() throws IOException {
        written = readMark();
        end = written;
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(this::findSegment);
        }
        if (!segments.isEmpty()) {
            Map.Entry<Long, Path> last = segments.lastEntry();
            end = Math.max(written, last.getKey() + Files.size(last.getValue()));
            written = Math.max(written, segments.firstKey());
        }
        delete(takeWritten());
        if (written < end) {
            log.info("{} bytes of usage records are left in {} and are written first", end - written, folder);
        }
    }

    private void findSegment(Path file) {
        Matcher name = SEGMENT.matcher(file.getFileName().toString());
        if (name.matches()) {
            segments.put(Long.parseLong(name.group(1)), file);
        }
    }

    private long readMark() throws IOException {
        String text = mark.readLine();
        return text != null && text.matches("\\d{19}") ? Long.parseLong(text) : 0;
    }

    long bound() {
        return bound;
    }

    /** Where that begins which is not written elsewhere. */
    synchronized long begin() {
        return written;
    }

    synchronized long end() {
        return end;
    }

    /** How many bytes are not written elsewhere. */
    synchronized long size() {
        return end - written;
    }

    /** Appends a line; returns where it ends, or {@link #NOWHERE} where that is not possible, or where it would be too much. */
    synchronized long append(byte[] line, long most) {
        boolean failedJustNow = failing && System.nanoTime() - failedAt < TRY_AGAIN_AFTER;
        if (closed || failedJustNow || end - written + line.length > most) {
            return NOWHERE;
        }
        try {
            activeFor(line).write(line);
            end += line.length;
            tellOfEnd();
            return end;
        } catch (IOException e) {
            tellOfBegin(e);
            closeActive();
            return NOWHERE;
        }
    }

    private void tellOfBegin(IOException e) {
        failedAt = System.nanoTime();
        if (!failing) {
            failing = true;
            log.error("The journal in {} cannot be written: usage records wait in memory only", folder, e);
        }
    }

    private void tellOfEnd() {
        if (failing) {
            failing = false;
            log.info("The journal in {} is written again", folder);
        }
    }

    private RandomAccessFile activeFor(byte[] line) throws IOException {
        long largest = Math.max(line.length, Math.min(LARGEST_SEGMENT, bound / 8));
        if (active != null && end - activeBegin + line.length > largest) {
            closeActive();
        }
        RandomAccessFile open = active;
        if (open == null) {
            Path file = folder.resolve(digits(end) + ".jsonl");
            open = new RandomAccessFile(file.toFile(), "rw");
            open.setLength(0);
            active = open;
            activeBegin = end;
            segments.put(end, file);
        }
        return open;
    }

    private static String digits(long position) {
        return String.format(Locale.ROOT, "%019d", position);
    }

    private void closeActive() {
        RandomAccessFile open = active;
        active = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.warn("A file in {} could not be closed", folder, e);
            }
        }
    }

    /** Where a segment's lines are. */
    private record Extent(Path file, long begin, long end) {}

    /**
     * The lines from a position before the end on; of one file, and at most so many. What is no record is passed over, which
     * is logged.
     */
    Piece read(long from, int most) throws IOException {
        Extent extent = extentOrNull(from);
        if (extent == null) {
            return new Piece(List.of(), end());
        }
        long start = Math.max(from, extent.begin);
        if (!Files.exists(extent.file)) {
            log.error("{} bytes of usage records are lost: {} is gone", extent.end - start, extent.file);
            return new Piece(List.of(), extent.end);
        }
        try (RandomAccessFile file = new RandomAccessFile(extent.file.toFile(), "r")) {
            for (long length = PIECE; ; length *= 4) {
                byte[] bytes = bytes(file, start - extent.begin, Math.min(length, extent.end - start));
                Piece piece = piece(bytes, start, most);
                boolean isAll = bytes.length < length;
                if (piece.end > start || isAll) {
                    return piece.end > start ? piece : torn(bytes, start, extent);
                }
            }
        }
    }

    private synchronized @Nullable Extent extentOrNull(long position) {
        Map.Entry<Long, Path> entry = segments.floorEntry(position);
        if (entry == null || extent(entry).end <= position) {
            entry = segments.higherEntry(position);
        }
        return entry == null ? null : extent(entry);
    }

    private synchronized Extent extent(Map.Entry<Long, Path> segment) {
        Long next = segments.higherKey(segment.getKey());
        return new Extent(segment.getValue(), segment.getKey(), next == null ? end : next);
    }

    private static byte[] bytes(RandomAccessFile file, long start, long length) throws IOException {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(length, file.length() - start))];
        file.seek(start);
        file.readFully(bytes);
        return bytes;
    }

    private Piece piece(byte[] bytes, long start, int most) {
        List<UsageRecord> records = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < bytes.length && records.size() < most; i++) {
            if (bytes[i] == '\n') {
                parse(new String(bytes, begin, i - begin, StandardCharsets.UTF_8), start + begin, records);
                begin = i + 1;
            }
        }
        return new Piece(records, start + begin);
    }

    private void parse(String line, long position, List<UsageRecord> records) {
        try {
            records.add(UsageJson.parse(line));
        } catch (IllegalArgumentException e) {
            log.error(
                    "What stands at {} of the journal in {} is passed over: {}: {}",
                    position,
                    folder,
                    e.getMessage(),
                    line);
        }
    }

    private static Piece torn(byte[] bytes, long start, Extent extent) {
        if (bytes.length > 0) {
            log.warn("The last {} bytes of {} are passed over: they are no whole record", bytes.length, extent.file);
        }
        long missing = extent.end - start - bytes.length;
        if (missing > 0) {
            log.error("{} bytes of usage records are lost: they are missing behind {}", missing, extent.file);
        }
        return new Piece(List.of(), Math.max(start + 1, extent.end));
    }

    /** All up to there is written elsewhere. */
    void forgetUpTo(long position) {
        List<Path> files;
        synchronized (this) {
            if (closed || position <= written) {
                return;
            }
            written = position;
            writeMark();
            files = takeWritten();
        }
        delete(files);
    }

    private void writeMark() {
        try {
            mark.seek(0);
            mark.write((digits(written) + "\n").getBytes(StandardCharsets.US_ASCII));
            toldOfMark = false;
        } catch (IOException e) {
            if (!toldOfMark) {
                log.warn("{} cannot be updated: after a crash, usage records may be written twice", folder, e);
            }
            toldOfMark = true;
        }
    }

    /** The files, but for the one that is appended to, all of which is written elsewhere. */
    private List<Path> takeWritten() {
        List<Path> files = new ArrayList<>();
        while (!segments.isEmpty()) {
            Map.Entry<Long, Path> first = segments.firstEntry();
            boolean isActive = active != null && first.getKey() == activeBegin;
            if (isActive || extent(first).end > written) {
                break;
            }
            files.add(first.getValue());
            segments.remove(first.getKey());
        }
        return files;
    }

    private static void delete(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                log.warn("{} cannot be deleted; all of it is written elsewhere", file, e);
            }
        }
    }

    /** Leaves what is not written elsewhere for the next time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeActive();
        delete(takeWritten());
        if (written < end) {
            log.warn("{} bytes of usage records wait in {} for the next start", end - written, folder);
        }
        try {
            mark.close();
        } catch (IOException e) {
            log.warn("A file in {} could not be closed", folder, e);
        } finally {
            lock.close();
        }
    }
}
