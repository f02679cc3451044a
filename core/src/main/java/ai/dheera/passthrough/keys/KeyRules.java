/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.VirtualKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** What every store of issued keys holds to. Stateless. */
public final class KeyRules {

    /** For so long, a former secret is told to be over; then it is none that was ever known. */
    public static final Duration FORMER_KEPT = Duration.ofDays(30);

    private static final Duration LONGEST_OVERLAP = Duration.ofDays(366);
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_SETTINGS = 64 * 1024;

    private KeyRules() {}

    /**
     * {@return a key that can be issued}
     *
     * @param key any
     * @throws IllegalArgumentException where it cannot be
     */
    public static VirtualKey issuable(VirtualKey key) {
        String unused = KeyId.checked(key.id());
        if (key.signingSecret().isPresent()) {
            throw new IllegalArgumentException("the key '" + key.id()
                    + "' has a signing secret, of which a hash would be of no use: keys with one stand in the"
                    + " configuration file");
        }
        key.owner().ifPresent(owner -> checkName("owner", owner));
        key.team().ifPresent(team -> checkName("team", team));
        if (KeyJson.text(key).length() > LONGEST_SETTINGS) {
            throw new IllegalArgumentException(
                    "all that the key '" + key.id() + "' is takes more than " + LONGEST_SETTINGS + " characters");
        }
        return key;
    }

    /** Stores look keys up by these, and not every one takes every text. */
    private static void checkName(String member, String text) {
        boolean odd = text.chars().anyMatch(Character::isISOControl)
                || text.codePoints()
                        .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (odd || text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the " + member + " of an issued key is at most " + LONGEST_NAME
                    + " characters without control characters");
        }
    }

    /**
     * {@return what a change makes of a key}
     *
     * @param before the key
     * @param change the change
     * @throws IllegalArgumentException where that cannot be issued, or has another id
     */
    public static VirtualKey changed(VirtualKey before, UnaryOperator<VirtualKey> change) {
        VirtualKey after = issuable(change.apply(before));
        if (!after.id().equals(before.id())) {
            throw new IllegalArgumentException("the id of the key '" + before.id() + "' cannot be changed");
        }
        return after;
    }

    /**
     * {@return when former secrets end}
     *
     * @param now when the key is rotated
     * @param overlap how long they go on, from nothing to a year
     * @throws IllegalArgumentException where that is less, or more
     */
    public static Instant endOfOverlap(Instant now, Duration overlap) {
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw new IllegalArgumentException("an overlap lasts from PT0S to P366D, not " + overlap);
        }
        return now.plus(overlap);
    }

    /**
     * {@return a key as one of its former secrets finds it}
     *
     * @param key the key
     * @param end when that secret ends
     */
    public static VirtualKey until(Instant end, VirtualKey key) {
        boolean sooner = key.expiresAt().filter(expiry -> expiry.isBefore(end)).isPresent();
        return sooner ? key : key.toBuilder().expiresAt(end).build();
    }
}
