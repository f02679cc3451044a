/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PiecesTest {

    private final Pieces pieces = new Pieces();

    @Test
    void singleBytesArePutTogether() {
        for (int i = 0; i < 100_000; i++) {
            pieces.add(inBigArray("x"));
        }

        assertThat(pieces.remaining()).isEqualTo(100_000);
        assertThat(pieces.count()).isLessThan(15);
    }

    @Test
    void noPieceKeepsAnArrayItFillsLessThanHalf() {
        for (int i = 0; i < 10; i++) {
            pieces.add(inBigArray("y".repeat(2_000)));
        }

        int occupied = 0;
        while (!pieces.isEmpty()) {
            occupied += pieces.first().array().length;
            pieces.removeFirst();
        }
        assertThat(occupied).isEqualTo(20_000);
    }

    @Test
    void aPieceThatFillsItsArrayIsNotCopied() {
        ByteBuffer full = ByteBuffer.allocate(10_000);

        pieces.add(full);

        assertThat(pieces.first()).isSameAs(full);
    }

    @Test
    void theOrderStays() {
        for (String text : List.of("first", "a", "b", "L".repeat(1_024), "c", "d")) {
            pieces.add(inBigArray(text));
        }

        assertThat(text(pieces)).isEqualTo("firstab" + "L".repeat(1_024) + "cd");
    }

    @Test
    void nothingIsAddedToWhatIsReadElsewhere() {
        pieces.add(inBigArray("first"));
        pieces.add(inBigArray("second"));
        pieces.removeFirst();
        ByteBuffer read = pieces.first();

        pieces.add(inBigArray("third"));

        assertThat(read.remaining()).isEqualTo(6);
        assertThat(text(pieces)).isEqualTo("secondthird");
    }

    @Test
    void beginsAgain() {
        List.of("one", "two", "three").forEach(text -> pieces.add(inBigArray(text)));
        pieces.first().get();

        pieces.rewind();

        assertThat(text(pieces)).isEqualTo("onetwothree");
    }

    private static ByteBuffer inBigArray(String text) {
        ByteBuffer big = ByteBuffer.allocate(16 * 1024);
        return big.put(text.getBytes(StandardCharsets.US_ASCII)).flip();
    }

    private static String text(Pieces pieces) {
        return pieces.views().stream()
                .map(view -> StandardCharsets.US_ASCII.decode(view).toString())
                .collect(Collectors.joining());
    }
}
