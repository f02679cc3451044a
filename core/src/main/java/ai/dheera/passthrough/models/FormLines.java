/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.models;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a multipart body, as its bytes pass, and the boundaries among them. A boundary is looked for everywhere,
 * since not all programs ask that it begins a line. Takes time in proportion to the bytes, whatever they are.
 */
class FormLines {

    /** What ends with a byte. */
    enum Seen {
        /** Nothing of interest. */
        NOTHING,
        /** A line with nothing in it. */
        EMPTY_LINE,
        /** A boundary with its two dashes, which begins a line. */
        BOUNDARY,
        /** A boundary with its two dashes somewhere else. */
        STRAY_BOUNDARY
    }

    private final byte[] boundary;

    /** How much of a boundary's beginning a text still ends with, where more of it turned out not to follow. */
    private final int[] borders;

    private int matched;
    private boolean afterReturn;
    private long passed;
    private long lineStart;

    /** Begins a body, in ASCII and without dashes ahead of the boundary. */
    FormLines(String boundary) {
        this.boundary = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
        this.borders = borders(this.boundary);
    }

    /** The table of Knuth, Morris and Pratt. */
    private static int[] borders(byte[] text) {
        int[] borders = new int[text.length + 1];
        int border = 0;
        for (int i = 1; i < text.length; i++) {
            while (border > 0 && text[i] != text[border]) {
                border = borders[border];
            }
            border += text[i] == text[border] ? 1 : 0;
            borders[i + 1] = border;
        }
        return borders;
    }

    /** The index of the first byte from here on with which a line may end or a boundary begin. */
    int skipPlain(ByteBuffer piece, int from) {
        int i = from;
        if (matched == 0 && !afterReturn) {
            while (i < piece.limit() && piece.get(i) != '-' && piece.get(i) != '\r') {
                i++;
            }
        }
        passed += i - from;
        return i;
    }

    Seen take(byte b) {
        passed++;
        matched = matchedWith(b);
        if (afterReturn && b == '\n') {
            return lineEnded();
        }
        afterReturn = b == '\r';
        return matched == boundary.length ? boundaryEnded() : Seen.NOTHING;
    }

    private int matchedWith(byte b) {
        int before = matched == boundary.length ? border(matched) : matched;
        while (before > 0 && boundary[before] != b) {
            before = border(before);
        }
        return boundary[before] == b ? before + 1 : 0;
    }

    /** How much of the boundary is left to go on with. */
    int border(int matched) {
        return borders[matched];
    }

    private Seen lineEnded() {
        boolean empty = passed - lineStart == 2;
        afterReturn = false;
        lineStart = passed;
        return empty ? Seen.EMPTY_LINE : Seen.NOTHING;
    }

    private Seen boundaryEnded() {
        return passed - boundary.length == lineStart ? Seen.BOUNDARY : Seen.STRAY_BOUNDARY;
    }

    /** How many bytes passed. */
    long passed() {
        return passed;
    }

    /** How many bytes passed before the line that is under way, its predecessor's CR and LF among them. */
    long lineStart() {
        return lineStart;
    }
}
