/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import java.util.Optional;

/**
 * Which keys to list. Immutable.
 *
 * @param owner only those of this owner
 * @param team only those of this team
 * @param after only those that come behind this id
 * @param most how many at most, from 1 to 1,000
 */
public record KeyQuery(Optional<String> owner, Optional<String> team, Optional<String> after, int most) {

    /** The most that a list may hold. */
    public static final int MOST = 1_000;

    // Refuses a list without a bound.
    public KeyQuery {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("a list holds from 1 to " + MOST + " keys, not " + most);
        }
    }

    /**
     * {@return the first of all keys}
     *
     * @param most how many at most, from 1 to 1,000
     */
    public static KeyQuery first(int most) {
        return new KeyQuery(Optional.empty(), Optional.empty(), Optional.empty(), most);
    }
}
