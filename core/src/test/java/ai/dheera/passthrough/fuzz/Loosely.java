/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Reads paths as loosely as some server somewhere does. */
final class Loosely {

    private Loosely() {}

    /** Percent escapes undone where they are some, also those of overlong UTF-8; what is none stands for itself. */
    static String decoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        byte[] all = raw.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < all.length; i++) {
            int high = all[i] == '%' && i + 2 < all.length ? Character.digit(all[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(all[i + 2], 16) : -1;
            bytes.write(low < 0 ? all[i] : high * 16 + low);
            i += low < 0 ? 0 : 2;
        }
        return text(bytes.toByteArray());
    }

    private static String text(byte[] bytes) {
        ByteArrayOutputStream shortened = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int length = overlong(bytes, i);
            shortened.write(length == 0 ? bytes[i] : ascii(bytes, i, length));
            i += length == 0 ? 0 : length - 1;
        }
        return shortened.toString(StandardCharsets.UTF_8);
    }

    /** How many bytes stand for a character that needs but one; 0 where it is none of these. */
    private static int overlong(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        int second = at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0;
        if ((lead == 0xc0 || lead == 0xc1) && second >= 0x80 && second < 0xc0) {
            return 2;
        }
        return lead == 0xe0 && (second == 0x80 || second == 0x81) && at + 2 < bytes.length ? 3 : 0;
    }

    private static int ascii(byte[] bytes, int at, int length) {
        int high = length == 2 ? bytes[at] & 1 : bytes[at + 1] & 1;
        return high << 6 | bytes[at + length - 1] & 0x3f;
    }

    /** Whether a path below some point stays there, on all of its way. */
    static boolean staysBelow(String path) {
        int depth = 0;
        for (String segment : path.split("[/\\\\]", -1)) {
            String name = segment.replaceFirst("(?s)[;\0].*", "");
            boolean deeper = !name.isEmpty() && !name.equals(".");
            depth += name.equals("..") ? -1 : deeper ? 1 : 0;
            if (depth < 0) {
                return false;
            }
        }
        return true;
    }
}
