/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was read: a slot for each number, text and mark that a reading asks for. Used by one thread at a time. */
final class Values {

    /** So many parts with models of their own a document may have; what comes beyond is billed with the last one. */
    private static final int MOST_PARTS = 100;

    private final @Nullable BigDecimal[] numbers;
    private final @Nullable String[] texts;
    private final boolean[] marks;
    private final List<Values> parts = new ArrayList<>(0);
    private boolean empty = true;

    Values(int numbers, int texts, int marks) {
        this.numbers = new BigDecimal[numbers];
        this.texts = new String[texts];
        this.marks = new boolean[marks];
    }

    /** As many slots, with nothing in them. */
    Values alike() {
        return new Values(numbers.length, texts.length, marks.length);
    }

    @Nullable
    BigDecimal number(int slot) {
        return numbers[slot];
    }

    @Nullable
    String text(int slot) {
        return texts[slot];
    }

    boolean isMarked(int slot) {
        return marks[slot];
    }

    List<Values> parts() {
        return parts;
    }

    boolean isEmpty() {
        return empty;
    }

    void number(int slot, BigDecimal value) {
        numbers[slot] = value;
        empty = false;
    }

    void add(int slot, BigDecimal value) {
        BigDecimal before = numbers[slot];
        number(slot, before == null ? value : before.add(value));
    }

    void text(int slot, String value) {
        texts[slot] = value;
        empty = false;
    }

    void mark(int slot) {
        marks[slot] = true;
        empty = false;
    }

    /** The values of one more part. */
    Values part() {
        if (parts.size() < MOST_PARTS) {
            parts.add(alike());
            empty = false;
        }
        return parts.get(parts.size() - 1);
    }

    /** Takes over what a later document tells. */
    void merge(Values later) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = later.numbers[i] == null ? numbers[i] : later.numbers[i];
        }
        for (int i = 0; i < texts.length; i++) {
            texts[i] = later.texts[i] == null ? texts[i] : later.texts[i];
        }
        for (int i = 0; i < marks.length; i++) {
            marks[i] |= later.marks[i];
        }
        if (!later.parts.isEmpty()) {
            parts.clear();
            parts.addAll(later.parts);
        }
        empty &= later.empty;
    }

    void clear() {
        if (!empty) {
            Arrays.fill(numbers, null);
            Arrays.fill(texts, null);
            Arrays.fill(marks, false);
            parts.clear();
            empty = true;
        }
    }
}
