/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

/**
 * Server-sent events as they pass (WHATWG HTML, 9.2.6): the data of each that may tell of usage is read, all others are
 * skipped whole. Knows LF, CRLF and CR, comments, data on several lines, and a stream that ends without an empty line.
 * What of an event comes before its end is in sight is read in any case, so that nothing has to be kept. Used by one
 * thread at a time.
 */
final class EventStream implements Grammar {

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
    private static final byte[] NEW_LINE = {'\n'};
    private static final int NOT_WHOLE = -1;

    private enum Line {
        /** In the name of the field, as far as it is {@code data:}. */
        NAME,
        /** Between the colon and the value. */
        SPACE,
        VALUE,
        OTHER
    }

    private final Markers markers;
    private final JsonDocuments documents;

    private int first;
    private Line line = Line.NAME;
    private int matched;
    private boolean between = true;
    private boolean afterReturn;

    /**
     * A stream of which nothing has come.
     *
     * @param markers what stands in an event that is to be read
     * @param first how many events are read whatever stands in them
     */
    EventStream(Markers markers, int first, JsonDocuments documents) {
        this.markers = markers;
        this.first = first;
        this.documents = documents;
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int end = between && !afterReturn ? endOfEvent(bytes, i, to) : NOT_WHOLE;
            if (end == NOT_WHOLE) {
                i = readLines(bytes, i, to);
            } else {
                if (isFirst() || markers.standIn(bytes, i, end)) {
                    readLines(bytes, i, end);
                }
                i = end;
            }
        }
    }

    private boolean isFirst() {
        return first > 0 && first-- > 0;
    }

    /** Where the event that begins here has ended with an empty line; -1 where that is not in sight. */
    private static int endOfEvent(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                int next = b == '\r' && i + 1 < to && bytes[i + 1] == '\n' ? i + 2 : i + 1;
                if (next < to && bytes[next] == '\n') {
                    return next + 1;
                }
                if (next + 1 < to && bytes[next] == '\r') {
                    return bytes[next + 1] == '\n' ? next + 2 : next + 1;
                }
                i = next - 1;
            }
        }
        return NOT_WHOLE;
    }

    /** Reads lines up to the end of an event, or of the bytes. */
    private int readLines(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            byte b = bytes[i];
            if (afterReturn && b == '\n') {
                afterReturn = false;
                i++;
                continue;
            }
            if (afterReturn && between) {
                afterReturn = false;
                return i; // a lone CR ended the event, and the next one begins
            }
            afterReturn = false;
            if (b == '\n' || b == '\r') {
                afterReturn = b == '\r';
                i++;
                if (endLine() && !afterReturn) {
                    return i;
                }
            } else {
                i = readLine(bytes, i, to);
            }
        }
        return to;
    }

    /** Whether the line was empty, and so the event is over. */
    private boolean endLine() {
        boolean empty = line == Line.NAME && matched == 0;
        if (line == Line.VALUE) {
            documents.read(NEW_LINE, 0, 1);
        }
        if (empty) {
            documents.reset();
        }
        line = Line.NAME;
        matched = 0;
        between = empty;
        return empty;
    }

    private int readLine(byte[] bytes, int from, int to) {
        between = false;
        byte b = bytes[from];
        switch (line) {
            case NAME -> {
                if (isByteOrderMark(b)) {
                    return from + 1;
                }
                matched = b == DATA[matched] ? matched + 1 : NOT_WHOLE;
                line = matched == DATA.length ? Line.SPACE : matched < 0 ? Line.OTHER : Line.NAME;
                return from + 1;
            }
            case SPACE -> {
                line = Line.VALUE;
                return b == ' ' ? from + 1 : from;
            }
            default -> {
                int end = endOfLine(bytes, from, to);
                if (line == Line.VALUE) {
                    documents.read(bytes, from, end);
                }
                return end;
            }
        }
    }

    /** Its three bytes can only stand at the beginning of a stream; in no name of a field that is known. */
    private boolean isByteOrderMark(byte b) {
        return matched == 0 && (b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF);
    }

    private static int endOfLine(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }
}
