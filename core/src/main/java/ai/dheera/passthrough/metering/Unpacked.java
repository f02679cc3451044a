/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What gzip or deflate hides, as it passes; used by one thread at a time. A text that unpacks to far more than any answer
 * does is a trap, and is not read on.
 */
final class Unpacked implements Grammar, AutoCloseable {

    private static final int BUFFER = 8 * 1024;
    private static final long SURELY_HARMLESS = 16L * 1024 * 1024;
    private static final int MOST_PER_BYTE = 100;

    private final Grammar inner;
    private final boolean gzip;
    private final GzipHead head = new GzipHead();
    private final byte[] buffer = new byte[BUFFER];
    private @Nullable Inflater inflater;
    private int trailer;
    private long in;
    private long out;
    private boolean given;

    /**
     * An unpacker that has read nothing.
     *
     * @param gzip whether it is gzip; deflate otherwise, with or without zlib's head
     * @param inner reads what comes out
     */
    Unpacked(boolean gzip, Grammar inner) {
        this.gzip = gzip;
        this.inner = inner;
        head.begin();
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        in += to - from;
        int i = from;
        while (i < to && !given) {
            if (trailer > 0) {
                trailer--;
                i++;
            } else if (gzip && !head.isWhole()) {
                i = head.read(bytes, i, to);
                given |= head.isBroken();
            } else {
                i = inflate(bytes, i, to);
            }
        }
    }

    private int inflate(byte[] bytes, int from, int to) {
        Inflater current = inflater(bytes[from]);
        current.setInput(bytes, from, to - from);
        try {
            while (!current.finished() && !given) {
                int count = current.inflate(buffer);
                out += count;
                given |= isTrap() || current.needsDictionary();
                inner.read(buffer, 0, count);
                if (count == 0 && current.needsInput()) {
                    return to;
                }
            }
        } catch (DataFormatException e) {
            given = true;
        }
        int rest = current.getRemaining();
        memberEnded();
        return to - rest;
    }

    private boolean isTrap() {
        return out > SURELY_HARMLESS && out / MOST_PER_BYTE > in;
    }

    /** Another member may follow, as gzip allows. */
    private void memberEnded() {
        close();
        trailer = gzip ? 8 : 0;
        given |= !gzip;
        head.begin();
    }

    /** Deflate goes by with zlib's head, as it should, and without, as some send it. */
    private Inflater inflater(byte first) {
        Inflater known = inflater;
        if (known == null) {
            boolean zlib = !gzip && (first & 0x0f) == 8;
            known = new Inflater(!zlib);
            inflater = known;
        }
        return known;
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
