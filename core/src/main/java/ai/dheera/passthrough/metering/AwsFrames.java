/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Frames of {@code application/vnd.amazon.eventstream} as they pass: lengths, checksum of these, headers, payload,
 * checksum of all. What a frame told counts once its checksum is right; at the first one that is wrong reading ends,
 * since nobody knows where the next frame begins. Used by one thread at a time.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">Amazon event stream specification</a>
 */
final class AwsFrames implements Grammar {

    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final int MOST_HEADERS = 128 * 1024;
    private static final int MOST_PAYLOAD = 24 * 1024 * 1024;
    private static final int HEADERS_KEPT = 1024;
    private static final byte[] CHUNK = "\u000b:event-type\u0007\0\u0005chunk".getBytes(StandardCharsets.ISO_8859_1);

    private enum State {
        PRELUDE,
        HEADERS,
        PAYLOAD,
        CHECKSUM,
        BROKEN
    }

    private final JsonDocuments documents;
    private final WrappedBytes wrapped;
    private final Runnable frameEnded;
    private final CRC32 checksum = new CRC32();
    private final byte[] kept = new byte[HEADERS_KEPT];

    private State state = State.PRELUDE;
    private int got;
    private int headersLength;
    private int payloadLength;
    private boolean chunk;

    /**
     * Frames of which none has come.
     *
     * @param documents reads the payloads
     * @param frameEnded hears that the checksum of a frame is right
     */
    AwsFrames(JsonDocuments documents, Runnable frameEnded) {
        this.documents = documents;
        this.wrapped = new WrappedBytes(documents::read);
        this.frameEnded = frameEnded;
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && state != State.BROKEN) {
            int length = Math.min(to - i, partLength() - got);
            take(bytes, i, i + length);
            i += length;
            got += length;
            if (got == partLength()) {
                partEnded();
            }
        }
    }

    private int partLength() {
        return switch (state) {
            case PRELUDE -> PRELUDE;
            case HEADERS -> headersLength;
            case PAYLOAD -> payloadLength;
            default -> CHECKSUM;
        };
    }

    private void take(byte[] bytes, int from, int to) {
        if (state != State.CHECKSUM) {
            checksum.update(bytes, from, to - from);
        }
        if (state == State.PAYLOAD) {
            (chunk ? wrapped : (Grammar) documents::read).read(bytes, from, to);
        } else {
            int fits = Math.min(to - from, Math.max(0, kept.length - got));
            System.arraycopy(bytes, from, kept, Math.min(got, kept.length), fits);
        }
    }

    private void partEnded() {
        int length = got;
        got = 0;
        switch (state) {
            case PRELUDE -> preludeEnded();
            case HEADERS -> headersEnded(Math.min(length, kept.length));
            case PAYLOAD -> state = State.CHECKSUM;
            default -> frameEnded();
        }
        if (state != State.BROKEN && state != State.PRELUDE && partLength() == 0) {
            partEnded();
        }
    }

    private void preludeEnded() {
        ByteBuffer prelude = ByteBuffer.wrap(kept);
        long total = Integer.toUnsignedLong(prelude.getInt());
        long headers = Integer.toUnsignedLong(prelude.getInt());
        long payload = total - headers - PRELUDE - CHECKSUM;
        CRC32 expected = new CRC32();
        expected.update(kept, 0, PRELUDE - CHECKSUM);
        boolean right = (int) expected.getValue() == prelude.getInt()
                && headers <= MOST_HEADERS
                && payload >= 0
                && payload <= MOST_PAYLOAD;
        headersLength = (int) headers;
        payloadLength = (int) payload;
        state = right ? State.HEADERS : State.BROKEN;
    }

    private void headersEnded(int length) {
        chunk = contains(kept, length, CHUNK);
        wrapped.begin();
        documents.reset();
        state = State.PAYLOAD;
    }

    private static boolean contains(byte[] bytes, int length, byte[] wanted) {
        for (int at = 0; at + wanted.length <= length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private void frameEnded() {
        boolean right = (int) checksum.getValue() == ByteBuffer.wrap(kept).getInt();
        checksum.reset();
        state = right ? State.PRELUDE : State.BROKEN;
        if (right) {
            frameEnded.run();
        }
    }
}
