/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of header names that is asked for every field of every message: without regard to case, and without making a
 * lower-case copy first. Immutable.
 */
final class NameSet {

    private final @Nullable String[] slots;

    private NameSet(@Nullable String[] slots) {
        this.slots = slots;
    }

    static NameSet of(Collection<String> names) {
        int size = Integer.highestOneBit(Math.max(4, names.size() * 4));
        @Nullable String[] slots = new @Nullable String[size];
        for (String name : names) {
            int slot = slot(name, size);
            while (slots[slot] != null) {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = name;
        }
        return new NameSet(slots);
    }

    static NameSet of(String... names) {
        return of(List.of(names));
    }

    boolean contains(String name) {
        int slot = slot(name, slots.length);
        for (String found = slots[slot]; found != null; found = slots[slot]) {
            if (found.equalsIgnoreCase(name)) {
                return true;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return false;
    }

    private static int slot(String name, int size) {
        int hash = name.length();
        for (int i = 0; i < name.length(); i++) {
            hash = hash * 31 + (name.charAt(i) | 0x20);
        }
        return (hash ^ hash >>> 16) & (size - 1);
    }
}
