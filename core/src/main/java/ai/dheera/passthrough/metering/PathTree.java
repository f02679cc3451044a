/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import ai.dheera.passthrough.UsagePath.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Paths through JSON as a tree: at each value the ways on from there, and what to do with it. Immutable once grown. */
final class PathTree {

    private static final int NONE = -1;

    /** What is done with a value. */
    enum Use {
        /** A number goes into its slot. */
        NUMBER,
        /** A number is added to its slot. */
        SUM,
        /** A text, true or false goes into its slot. */
        TEXT,
        /** The code points of a text are added to a slot. */
        LENGTH,
        /** A value that is not null marks its slot. */
        MARK,
        /** The elements of a list are added to a slot. */
        COUNT
    }

    /**
     * Something to do with a value.
     *
     * @param filter which of the filters of the list has to hold in which it stands; -1 for none
     */
    record Leaf(Use use, int slot, int filter) {}

    /** Those elements of a list that have a text member of a value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Filter(byte[] member, String value) {}

    private final List<Leaf> leaves = new ArrayList<>(1);
    private final List<Filter> filters = new ArrayList<>(0);
    private byte[][] names = new byte[0][];
    private PathTree[] members = new PathTree[0];
    private @Nullable PathTree element;
    private boolean part;

    /** Grows a path, and something to do at its end. */
    void grow(List<Step> steps, Use use, int slot) {
        grow(steps, 0, NONE, use, slot);
    }

    private void grow(List<Step> steps, int at, int filter, Use use, int slot) {
        if (at == steps.size()) {
            leaves.add(new Leaf(use, slot, filter));
            return;
        }
        boolean last = at == steps.size() - 1;
        Step step = steps.get(at);
        if (step instanceof Step.Member member) {
            member(member.name()).grow(steps, at + 1, filter, use, slot);
        } else if (step instanceof Step.Those those) {
            int index = filter(those);
            if (last) {
                element().leaves.add(new Leaf(Use.COUNT, slot, index));
            } else {
                element().grow(steps, at + 1, index, summed(use), slot);
            }
        } else if (last) {
            element().leaves.add(new Leaf(Use.COUNT, slot, filter));
        } else {
            element().grow(steps, at + 1, filter, summed(use), slot);
        }
    }

    private static Use summed(Use use) {
        return use == Use.NUMBER ? Use.SUM : use;
    }

    /** Grows the way to elements that are parts; to be grown on from there. */
    PathTree growParts(List<Step> steps) {
        PathTree parts = behind(steps);
        parts.part = true;
        return parts;
    }

    /** The tree at the end of a way; grown as far as it is not there. */
    PathTree behind(List<Step> steps) {
        PathTree tree = this;
        for (Step step : steps) {
            tree = step instanceof Step.Member member ? tree.member(member.name()) : tree.element();
        }
        return tree;
    }

    private PathTree member(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        PathTree known = member(wanted, wanted.length);
        if (known != null) {
            return known;
        }
        names = Arrays.copyOf(names, names.length + 1);
        members = Arrays.copyOf(members, names.length);
        names[names.length - 1] = wanted;
        PathTree grown = new PathTree();
        members[names.length - 1] = grown;
        return grown;
    }

    private PathTree element() {
        if (element == null) {
            element = new PathTree();
        }
        return element;
    }

    private int filter(Step.Those those) {
        filters.add(new Filter(those.member().getBytes(StandardCharsets.UTF_8), those.value()));
        return filters.size() - 1;
    }

    /** The tree of a member, by the first bytes of an array; null where no path leads on there. */
    @Nullable
    PathTree member(byte[] name, int length) {
        for (int i = 0; i < names.length; i++) {
            byte[] candidate = names[i];
            if (candidate.length == length && Arrays.equals(candidate, 0, length, name, 0, length)) {
                return members[i];
            }
        }
        return null;
    }

    /** The tree of the elements of a list; null where no path leads on there. */
    @Nullable
    PathTree elements() {
        return element;
    }

    List<Leaf> leaves() {
        return leaves;
    }

    boolean has(Use use) {
        for (Leaf leaf : leaves) {
            if (leaf.use() == use) {
                return true;
            }
        }
        return false;
    }

    /** The filters of the elements of this list. */
    List<Filter> filters() {
        return filters;
    }

    /** Whether this is a part with a model of its own. */
    boolean isPart() {
        return part;
    }

    boolean hasMembers() {
        return names.length > 0;
    }
}
