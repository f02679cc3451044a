/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Texts with pieces put in anywhere. */
final class Sprinkled {

    private static final int POSITIONS = 1_000;

    private Sprinkled() {}

    /** A piece, and how far into a text it goes. */
    record Piece(int position, String text) {

        String into(String whole) {
            int at = (int) ((long) whole.length() * position / POSITIONS);
            return whole.substring(0, at) + text + whole.substring(at);
        }
    }

    /** A few of these pieces, most often none or one. */
    static Arbitrary<List<Piece>> pieces(String... texts) {
        Arbitrary<Integer> within =
                Arbitraries.integers().between(0, POSITIONS).withDistribution(RandomDistribution.uniform());
        Arbitrary<Integer> positions = Arbitraries.frequencyOf(
                Tuple.of(4, within), Tuple.of(1, Arbitraries.just(0)), Tuple.of(2, Arbitraries.just(POSITIONS)));
        Arbitrary<Piece> piece =
                Combinators.combine(positions, Arbitraries.of(texts)).as(Piece::new);
        return Arbitraries.frequencyOf(
                Tuple.of(5, piece.list().ofSize(0)),
                Tuple.of(5, piece.list().ofSize(1)),
                Tuple.of(1, piece.list().ofMinSize(2).ofMaxSize(5)));
    }

    static String into(String whole, List<Piece> pieces) {
        String text = whole;
        for (Piece piece : pieces) {
            text = piece.into(text);
        }
        return text;
    }
}
