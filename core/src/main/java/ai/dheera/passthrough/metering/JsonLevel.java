/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.metering.PathTree.Leaf;
import ai.dheera.passthrough.metering.PathTree.Use;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** An object or a list that the way leads through, and what its values are put into. Used by one thread at a time. */
final class JsonLevel {

    private static final PathTree NO_TREE = new PathTree();
    private static final Values NO_VALUES = new Values(0, 0, 0);

    private PathTree tree = NO_TREE;
    private Values values = NO_VALUES;
    private boolean list;
    private @Nullable Sieve sieve;
    private boolean sifted;
    /** Of an object that has to pass filters itself. */
    private @Nullable Sieve own;

    /** Becomes a document. */
    void document(PathTree root, Values into) {
        tree = root;
        values = into;
        list = false;
        sieve = null;
        sifted = false;
        own = null;
    }

    /** Becomes what a value of another level is. */
    void within(JsonLevel above, PathTree of, boolean isList) {
        tree = of;
        list = isList;
        sifted = above.sifts();
        sieve = sifted ? new Sieve(above.tree) : above.sieve;
        values = above.list && of.isPart() ? above.values.part() : above.values;
        own = isList || of.filters().isEmpty() ? null : ownSieve(of);
        count(of, false);
    }

    /** An object counts as a list of itself alone. */
    private static Sieve ownSieve(PathTree of) {
        Sieve own = new Sieve(of);
        PathTree element = of.elements();
        if (element != null) {
            for (Leaf leaf : element.leaves()) {
                if (leaf.use() == Use.COUNT && leaf.filter() >= 0) {
                    own.hold(leaf, BigDecimal.ONE);
                }
            }
        }
        return own;
    }

    boolean isList() {
        return list;
    }

    /** Whether its elements have to pass filters. */
    boolean sifts() {
        return list && !tree.filters().isEmpty();
    }

    @Nullable
    PathTree elements() {
        return list ? tree.elements() : null;
    }

    @Nullable
    PathTree member(JsonToken name) {
        return name.memberOf(tree);
    }

    /** Whether a member of this decides what filters it passes. */
    boolean isDecidedBy(JsonToken name) {
        return (sifted && sieve != null && sieve.asksFor(name)) || (own != null && own.asksFor(name));
    }

    void decide(byte[] member, String value) {
        if (sifted && sieve != null) {
            sieve.look(member, value);
        }
        if (own != null) {
            own.look(member, value);
        }
    }

    /** Counts a value of this that is no object or list which the way leads through. */
    void countElement(@Nullable PathTree of) {
        if (list && of != null) {
            count(of, true);
        }
    }

    private void count(PathTree of, boolean unfilteredOnly) {
        for (Leaf leaf : of.leaves()) {
            if (leaf.use() == Use.COUNT && (leaf.filter() < 0 || !unfilteredOnly)) {
                put(leaf, BigDecimal.ONE);
            }
        }
    }

    void mark(@Nullable PathTree of) {
        if (of != null) {
            for (Leaf leaf : of.leaves()) {
                if (leaf.use() == Use.MARK) {
                    values.mark(leaf.slot());
                }
            }
        }
    }

    void text(@Nullable PathTree of, String text) {
        if (of != null) {
            for (Leaf leaf : of.leaves()) {
                if (leaf.use() == Use.TEXT) {
                    values.text(leaf.slot(), text);
                }
            }
        }
    }

    void number(@Nullable PathTree of, BigDecimal number) {
        if (of != null) {
            for (Leaf leaf : of.leaves()) {
                if (leaf.use() == Use.NUMBER || leaf.use() == Use.SUM) {
                    put(leaf, number);
                }
            }
        }
    }

    void length(@Nullable PathTree of, BigDecimal codePoints) {
        if (of != null) {
            for (Leaf leaf : of.leaves()) {
                if (leaf.use() == Use.LENGTH) {
                    put(leaf, codePoints);
                }
            }
        }
    }

    private void put(Leaf leaf, BigDecimal value) {
        Sieve through = sieve;
        if (leaf.filter() >= 0 && through != null) {
            through.hold(leaf, value);
        } else if (leaf.use() == Use.NUMBER) {
            values.number(leaf.slot(), value);
        } else {
            values.add(leaf.slot(), value);
        }
    }

    /** It is over: what passed its filters counts. */
    void close() {
        if (sifted && sieve != null) {
            sieve.empty(values);
        }
        if (own != null) {
            own.empty(values);
        }
    }
}
