/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.util.Arrays;

/** Base64 as it passes, in pieces of any length. What is none is left out. Used by one thread at a time. */
final class Base64Text {

    private static final byte[] VALUES = values();

    private final Grammar decoded;
    private final byte[] buffer = new byte[1024];
    private int length;
    private int bits;
    private int count;

    /** A decoder that hands on what it decodes. */
    Base64Text(Grammar decoded) {
        this.decoded = decoded;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    void begin() {
        bits = 0;
        count = 0;
        length = 0;
    }

    void read(byte b) {
        byte value = VALUES[b & 0xff];
        if (value >= 0) {
            bits = bits << 6 | value;
            count += 6;
            if (count >= 8) {
                count -= 8;
                write((byte) (bits >> count));
            }
        }
    }

    private void write(byte b) {
        buffer[length++] = b;
        if (length == buffer.length) {
            flush();
        }
    }

    void flush() {
        decoded.read(buffer, 0, length);
        length = 0;
    }
}
