/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {

    private static final int BOUND = 10_000;

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "9999, true", "10000, true", "10001, false", "50000, false"})
    void holdsABodyOfUntoldLengthUpToTheBound(int length, boolean held) {
        AtomicReference<Boolean> whole = new AtomicReference<>();
        Client client = new Client(BodySize.UNTOLD, length, 1_000);

        client.upload.hold(BOUND, whole::set);

        assertThat(whole).hasValue(held);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000, 1_023, 1_024})
    void aHeldBodyTakesLittleMoreThanItsBytes(int pieceLength) {
        Client client = new Client(BodySize.UNTOLD, BOUND, pieceLength);

        client.upload.hold(BOUND, whole -> {});

        long occupied =
                client.upload.held().stream().mapToLong(ByteBuffer::capacity).sum();
        assertThat(occupied).isBetween((long) BOUND, BOUND + 8 * 1024L);
        assertThat(client.upload.held()).hasSizeLessThan(BOUND / 500);
    }

    @Test
    void aBodyThatSaysItIsTooLongIsNotRead() {
        AtomicReference<Boolean> whole = new AtomicReference<>();
        Client client = new Client(new BodySize(BOUND + 1), BOUND + 1, 1_000);

        client.upload.hold(BOUND, whole::set);

        assertThat(whole).hasValue(false);
        assertThat(client.left).isEqualTo(BOUND + 1);
    }

    /** Answers each wish for a piece within the call. */
    private static final class Client implements ClientExchange {

        private final BodySize size;
        private final int pieceLength;
        private final Upload upload;
        private int left;

        Client(BodySize size, int length, int pieceLength) {
            this.size = size;
            this.left = length;
            this.pieceLength = pieceLength;
            this.upload = new Upload(this);
        }

        @Override
        public ClientRequest request() {
            return new ClientRequest("POST", "/anthropic/v1/messages", null, Headers.none(), size, "127.0.0.1");
        }

        @Override
        public String baseUrl() {
            return "http://localhost/llm";
        }

        @Override
        public void listen(ClientListener listener) {}

        @Override
        public void readBody() {
            if (left == 0) {
                upload.end();
            } else {
                int length = Math.min(left, pieceLength);
                left -= length;
                upload.piece(ByteBuffer.allocate(16 * 1024).limit(length));
            }
        }

        @Override
        public void head(int status, Headers headers) {}

        @Override
        public void write(ByteBuffer piece) {}

        @Override
        public void flush() {}

        @Override
        public long pending() {
            return 0;
        }

        @Override
        public void end() {}

        @Override
        public void abort() {}
    }
}
