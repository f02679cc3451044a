/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

/** The head of a gzip member (RFC 1952, 2.3), as it passes. Used by one thread at a time. */
final class GzipHead {

    private static final int FIXED = 10;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private int at;
    private int flags;
    private int extra;
    private boolean broken;

    void begin() {
        at = 0;
        flags = 0;
        extra = 0;
    }

    boolean isWhole() {
        return at >= FIXED && flags == 0;
    }

    boolean isBroken() {
        return broken;
    }

    /** Reads on; tells behind which byte it stopped. */
    int read(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && !isWhole() && !broken) {
            take(bytes[i++] & 0xff);
        }
        return i;
    }

    private void take(int b) {
        if (at < FIXED) {
            fixed(b);
        } else if ((flags & HAS_EXTRA) != 0) {
            extra(b);
        } else if ((flags & HAS_NAME) != 0) {
            flags = b == 0 ? flags & ~HAS_NAME : flags;
        } else if ((flags & HAS_COMMENT) != 0) {
            flags = b == 0 ? flags & ~HAS_COMMENT : flags;
        } else {
            checksum();
        }
    }

    private void fixed(int b) {
        broken = (at == 0 && b != 0x1f) || (at == 1 && b != 0x8b) || (at == 2 && b != 8);
        if (at == 3) {
            flags = b & (HAS_CHECKSUM | HAS_EXTRA | HAS_NAME | HAS_COMMENT);
        }
        at++;
    }

    /** Two bytes of length, and so many bytes. */
    private void extra(int b) {
        int place = at - FIXED;
        at++;
        if (place == 0) {
            extra = b;
        } else if (place == 1) {
            extra |= b << 8;
        }
        if (place >= 1 && place - 1 == extra) {
            flags &= ~HAS_EXTRA;
            at = FIXED;
        }
    }

    private void checksum() {
        if (++at == FIXED + 2) {
            flags = 0;
        }
    }
}
