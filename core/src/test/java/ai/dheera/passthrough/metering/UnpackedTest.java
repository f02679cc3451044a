/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class UnpackedTest {

    private static final int MEBIBYTE = 1024 * 1024;

    private long unpacked;

    private void unpack(byte[] packed) {
        try (Unpacked unpacker = new Unpacked(true, (bytes, from, to) -> unpacked += to - from)) {
            unpacker.read(packed, 0, packed.length);
        }
    }

    /** The block, as often as asked for, as one gzip member. */
    private static byte[] gzipped(byte[] block, int times) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < times; i++) {
                gzip.write(block);
            }
        }
        return packed.toByteArray();
    }

    @Test
    void readsABombNoFurtherThanAnyAnswerIsLong() throws IOException {
        byte[] bomb = gzipped(new byte[MEBIBYTE], 256);
        unpack(bomb);
        assertThat(unpacked).isBetween(16L * MEBIBYTE, 100L * bomb.length + 16 * 1024);
    }

    @Test
    void readsALongAnswerToItsEnd() throws IOException {
        byte[] block = new byte[MEBIBYTE / 8];
        new Random(7).nextBytes(block);
        unpack(gzipped(block, 8 * 40));
        assertThat(unpacked).isEqualTo(40L * MEBIBYTE);
    }

    @Test
    void readsAShortAnswerToItsEndHoweverWellItIsPacked() throws IOException {
        unpack(gzipped(new byte[MEBIBYTE], 15));
        assertThat(unpacked).isEqualTo(15L * MEBIBYTE);
    }
}
