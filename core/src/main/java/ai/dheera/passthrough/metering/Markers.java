/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Finds out without reading an event whether it may tell of usage: whether the name of a member that holds it stands there,
 * and a value that is not null behind. Skips ahead as Horspool's algorithm does. Immutable.
 */
final class Markers {

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Marker(byte[] text, int[] skips) {}

    private final List<Marker> markers;

    Markers(Collection<String> members) {
        markers = members.stream().map(Markers::marker).toList();
    }

    private static Marker marker(String member) {
        byte[] text = ('"' + member + '"').getBytes(StandardCharsets.UTF_8);
        int[] skips = new int[256];
        Arrays.fill(skips, text.length);
        for (int i = 0; i < text.length - 1; i++) {
            skips[text[i] & 0xff] = text.length - 1 - i;
        }
        return new Marker(text, skips);
    }

    /** Whether one of them stands in the bytes. */
    boolean standIn(byte[] bytes, int from, int to) {
        for (int i = 0; i < markers.size(); i++) {
            if (stands(markers.get(i), bytes, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean stands(Marker marker, byte[] bytes, int from, int to) {
        byte[] text = marker.text;
        int[] skips = marker.skips;
        int last = text.length - 1;
        for (int end = from + last; end < to; end += skips[bytes[end] & 0xff]) {
            if (bytes[end] == text[last] && matches(text, bytes, end - last) && !isNull(bytes, end + 1, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] text, byte[] bytes, int at) {
        for (int i = text.length - 2; i >= 0; i--) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNull(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == ':' || bytes[i] == ' ')) {
            i++;
        }
        return i < to && bytes[i] == 'n';
    }
}
