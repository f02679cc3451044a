/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * Reads one HTTP/1.1 message after the other, and checks that each has the body that is due, byte for byte. Knows no
 * more of HTTP than these messages need.
 */
final class MessageReader {

    private static final int LONGEST_HEAD = 8 * 1024;
    private static final int END_OF_HEAD = 0x0d0a0d0a;

    private enum State {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        END
    }

    private final String dueStart;
    private final ByteBuffer due;
    private final byte[] headBytes = new byte[LONGEST_HEAD];

    private State state = State.HEAD;
    private int headLength;
    private int lastBytes;
    private String head = "";
    private boolean chunked;
    private int left;

    /**
     * A reader of messages that are alike.
     *
     * @param dueStart how the head of each begins
     * @param dueBody the body of each
     */
    MessageReader(String dueStart, byte[] dueBody) {
        this.dueStart = dueStart;
        due = ByteBuffer.allocateDirect(dueBody.length).put(dueBody).flip();
    }

    /** {@return the head of the message that was read last} */
    String head() {
        return head;
    }

    /** Reads on; true once the message is whole. Each message is to be read up before the next may begin. */
    boolean read(ByteBuffer source) throws BadMessage {
        while (source.hasRemaining()) {
            switch (state) {
                case HEAD -> readHead(source);
                case BODY, CHUNK -> readBody(source);
                case CHUNK_SIZE -> readChunkSize(source.get());
                case CHUNK_END, END -> readLineEnd(source.get());
            }
            if (state == State.HEAD && headLength == 0) {
                return whole(source);
            }
        }
        return false;
    }

    private boolean whole(ByteBuffer source) throws BadMessage {
        if (due.hasRemaining()) {
            throw new BadMessage("a body ended " + due.remaining() + " bytes too early");
        }
        if (source.hasRemaining()) {
            throw new BadMessage("more came than was asked for");
        }
        due.rewind();
        return true;
    }

    private void readHead(ByteBuffer source) throws BadMessage {
        while (source.hasRemaining()) {
            if (headLength == LONGEST_HEAD) {
                throw new BadMessage("a head does not end");
            }
            byte b = source.get();
            headBytes[headLength++] = b;
            lastBytes = lastBytes << 8 | b;
            if (lastBytes == END_OF_HEAD) {
                headEnded();
                return;
            }
        }
    }

    private void headEnded() throws BadMessage {
        head = new String(headBytes, 0, headLength, ISO_8859_1);
        lastBytes = 0;
        if (!head.startsWith(dueStart)) {
            throw new BadMessage(
                    "a message begins with " + head.lines().findFirst().orElse(""));
        }
        chunked = field("transfer-encoding:").equals("chunked");
        if (chunked) {
            nextChunk();
        } else {
            left = length(field("content-length:"));
            state = State.BODY;
        }
    }

    private static int length(String field) throws BadMessage {
        try {
            return Integer.parseInt(field);
        } catch (NumberFormatException e) {
            throw new BadMessage("a message does not tell its length");
        }
    }

    private String field(String name) {
        int line = head.indexOf("\r\n") + 2;
        while (line < headLength - 2) {
            int end = head.indexOf("\r\n", line);
            if (head.regionMatches(true, line, name, 0, name.length())) {
                return head.substring(line + name.length(), end).strip();
            }
            line = end + 2;
        }
        return "";
    }

    private void readBody(ByteBuffer source) throws BadMessage {
        int length = Math.min(left, source.remaining());
        if (length > due.remaining()) {
            throw new BadMessage("a body is longer than it should be");
        }
        ByteBuffer came = source.slice(source.position(), length);
        int other = due.slice(due.position(), length).mismatch(came);
        if (other >= 0) {
            throw new BadMessage("byte " + (due.position() + other) + " of a body is not the one that was sent");
        }
        source.position(source.position() + length);
        due.position(due.position() + length);
        left -= length;
        if (left == 0) {
            state = chunked ? State.CHUNK_END : messageEnded();
        }
    }

    private State messageEnded() {
        headLength = 0;
        return State.HEAD;
    }

    private void nextChunk() {
        left = 0;
        state = State.CHUNK_SIZE;
    }

    private void readChunkSize(byte b) throws BadMessage {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            left = left * 16 + digit;
        } else if (b == '\n') {
            state = left == 0 ? State.END : State.CHUNK;
        } else if (b != '\r') {
            throw new BadMessage("the size of a chunk is none");
        }
    }

    private void readLineEnd(byte b) throws BadMessage {
        if (b == '\n') {
            if (state == State.END) {
                state = messageEnded();
            } else {
                nextChunk();
            }
        } else if (b != '\r') {
            throw new BadMessage("a chunk does not end where it should");
        }
    }
}
