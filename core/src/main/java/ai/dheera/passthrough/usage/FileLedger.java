/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.PresentedKey;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what has been billed in a file, so that a restart bills nothing twice. For one process; several nodes need a
 * database.
 *
 * <p>A line for each id, with the time and the first 64 bits of the id's SHA-256, appended with one write to the system's page
 * cache: it outlives the process however that ends, but not the machine's power. Ids are remembered for 30 days, 1,000,000 at
 * most, the latest ones, in some 80 MB of memory then; the file is written anew when half of it is older.
 *
 * <p>Where the file cannot be written, claims are remembered in memory and written later; one error is logged.
 */
public final class FileLedger implements BillingLedger {

    private static final Logger log = LoggerFactory.getLogger(FileLedger.class);
    private static final Duration WINDOW = Duration.ofDays(30);
    private static final int MOST = 1_000_000;
    private static final int SMALLEST_TO_COMPACT = 1_000;
    private static final int ID_DIGITS = 16;
    private static final Pattern LINE = Pattern.compile("(\\d{12}) ([0-9a-f]{16})");

    private final Path file;
    private final Clock clock;
    private final Duration window;
    private final int most;
    private final ProcessLock lock;

    // guarded by this object
    private final Map<Long, Long> secondsOfIds = new LinkedHashMap<>();
    private @Nullable RandomAccessFile appended;
    private long length;
    private long lines;
    private boolean failing;
    private boolean closed;

    private FileLedger(Path file, Clock clock, Duration window, int most, ProcessLock lock) {
        this.file = file;
        this.clock = clock;
        this.window = window;
        this.most = most;
        this.lock = lock;
    }

    /**
     * {@return the ledger in a file}
     *
     * @param file made where it is not there, in a folder that is
     * @throws IOException where it cannot be read, or is another process's
     */
    public static FileLedger open(Path file) throws IOException {
        return open(file, Clock.systemUTC(), WINDOW, MOST);
    }

    static FileLedger open(Path file, Clock clock, Duration window, int most) throws IOException {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        if (folder == null || Files.isDirectory(whole)) {
            throw new IOException(file + " is a folder, not a file");
        }
        ProcessLock lock = ProcessLock.take(folder, whole.getFileName() + ".lock", file);
        try {
            FileLedger ledger = new FileLedger(whole, clock, window, most, lock);
            ledger.load();
            return ledger;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private synchronized void load() throws IOException {
        if (Files.exists(file)) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                read(in);
            }
            forgetOld();
        }
        openForAppending();
        compactIfHalfIsOld();
    }

    private void read(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        long position = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            position++;
            if (next == '\n') {
                take(line.toString());
                line.setLength(0);
                length = position; // what is torn behind it is overwritten
                lines++;
            } else if (line.length() <= 2 * ID_DIGITS) {
                line.append((char) next);
            }
        }
    }

    private void take(String line) {
        Matcher parts = LINE.matcher(line);
        if (parts.matches()) {
            remember(Long.parseUnsignedLong(parts.group(2), 16), Long.parseLong(parts.group(1)));
        } else {
            log.warn("A line of {} is passed over: it is no id with its time", file);
        }
    }

    private void remember(long id, long second) {
        secondsOfIds.remove(id); // where it stands twice in a file, the later one counts, and its place
        secondsOfIds.put(id, second);
        if (secondsOfIds.size() > most) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        Iterator<Long> first = secondsOfIds.keySet().iterator();
        first.next();
        first.remove();
    }

    private void forgetOld() {
        long oldest = clock.instant().getEpochSecond() - window.toSeconds();
        Iterator<Long> seconds = secondsOfIds.values().iterator();
        while (seconds.hasNext() && seconds.next() < oldest) {
            seconds.remove();
        }
    }

    @Override
    public synchronized boolean claim(String id) {
        forgetOld();
        long hash = hash(id);
        if (secondsOfIds.containsKey(hash)) {
            return false;
        }
        long second = clock.instant().getEpochSecond();
        remember(hash, second);
        if (closed) {
            log.error("A claim is not kept for the next start: the ledger {} is closed", file);
        } else {
            keep(hash, second);
        }
        return true;
    }

    private static long hash(String id) {
        return Long.parseUnsignedLong(PresentedKey.sha256(id).substring(0, ID_DIGITS), 16);
    }

    private void keep(long hash, long second) {
        try {
            if (failing) {
                compact(); // writes those too that could not be written
                failing = false;
                log.info("{} is written again", file);
            } else {
                append(line(hash, second));
                compactIfHalfIsOld();
            }
        } catch (IOException e) {
            if (!failing) {
                log.error("{} cannot be written: what is billed now is remembered in memory only", file, e);
            }
            failing = true;
        }
    }

    private static byte[] line(long hash, long second) {
        return String.format(Locale.ROOT, "%012d %016x\n", second, hash).getBytes(StandardCharsets.US_ASCII);
    }

    private void append(byte[] line) throws IOException {
        RandomAccessFile to = appended == null ? openForAppending() : appended;
        to.write(line);
        length += line.length;
        lines++;
    }

    private RandomAccessFile openForAppending() throws IOException {
        RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
        open.setLength(length);
        open.seek(length);
        appended = open;
        return open;
    }

    private void compactIfHalfIsOld() throws IOException {
        if (lines > SMALLEST_TO_COMPACT && secondsOfIds.size() < lines / 2) {
            compact();
        }
    }

    /** Puts a file with what is remembered in its place. */
    private void compact() throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(next))) {
            for (Map.Entry<Long, Long> each : secondsOfIds.entrySet()) {
                out.write(line(each.getKey(), each.getValue()));
            }
        }
        closeFile();
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        length = Files.size(file);
        lines = secondsOfIds.size();
        openForAppending();
    }

    private void closeFile() throws IOException {
        RandomAccessFile open = appended;
        appended = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            closeFile();
        } catch (IOException e) {
            log.warn("{} could not be closed", file, e);
        } finally {
            lock.close();
        }
    }

    @Override
    public String toString() {
        return "the ledger " + file;
    }
}
