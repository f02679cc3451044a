/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spi;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The header fields of one message, in the order and with the duplicates in which they came. Names compare without
 * regard to case and keep their spelling. Immutable and safe for use by several threads.
 */
public final class Headers {

    private static final Headers NONE = builder(0).build();

    private static final BitSet TOKEN = new BitSet(128);

    static {
        TOKEN.set('a', 'z' + 1);
        TOKEN.set('A', 'Z' + 1);
        TOKEN.set('0', '9' + 1);
        "!#$%&'*+-.^_`|~".chars().forEach(TOKEN::set);
    }

    private final List<String> names;
    private final List<String> values;

    private Headers(List<String> names, List<String> values) {
        this.names = names;
        this.values = values;
    }

    /**
     * {@return whether a text may name a header field: a token of RFC 9110, section 5.6.2}
     *
     * @param text any text
     */
    public static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!TOKEN.get(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** {@return no header fields} */
    public static Headers none() {
        return NONE;
    }

    /** {@return a builder without fields} */
    public static Builder builder() {
        return builder(16);
    }

    private static Builder builder(int expected) {
        return new Builder(new ArrayList<>(expected), new ArrayList<>(expected));
    }

    /** {@return how many fields there are, duplicates counted each} */
    public int size() {
        return names.size();
    }

    /**
     * {@return the name of the field at a position}
     *
     * @param index from 0 to {@link #size()} - 1
     */
    public String name(int index) {
        return names.get(index);
    }

    /**
     * {@return the value of the field at a position}
     *
     * @param index from 0 to {@link #size()} - 1
     */
    public String value(int index) {
        return values.get(index);
    }

    /**
     * {@return the value of the first field of a name}
     *
     * @param name in any case
     */
    public Optional<String> first(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return Optional.of(values.get(i));
            }
        }
        return Optional.empty();
    }

    /**
     * {@return the values of all fields of a name, in order; empty where there is none}
     *
     * @param name in any case
     */
    public List<String> all(String name) {
        List<String> found = null;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                if (found == null) {
                    found = new ArrayList<>(2);
                }
                found.add(values.get(i));
            }
        }
        return found == null ? List.of() : Collections.unmodifiableList(found);
    }

    /**
     * {@return whether there is a field of a name}
     *
     * @param name in any case
     */
    public boolean contains(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the names only: values may hold secrets} */
    @Override
    public String toString() {
        return names.toString();
    }

    /** Collects header fields; used by one thread, built once. */
    public static final class Builder {

        private final List<String> names;
        private final List<String> values;

        private Builder(List<String> names, List<String> values) {
            this.names = names;
            this.values = values;
        }

        /**
         * Adds a field behind those already there, also where its name is there already.
         *
         * @param name the name as it shall be sent
         * @param value the value as it shall be sent
         * @return this builder
         */
        public Builder add(String name, String value) {
            names.add(name);
            values.add(value);
            return this;
        }

        /** {@return the collected fields; the builder is not to be used again} */
        public Headers build() {
            return new Headers(names, values);
        }
    }
}
