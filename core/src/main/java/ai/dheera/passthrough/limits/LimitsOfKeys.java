/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the keys that are in use, so that they are not worked out for each exchange. A key, which stays the same
 * object as long as nobody changes it, is looked for at a few places that its identity tells: in a map, each look would
 * wait for memory several times. Where all of them are taken, another key makes room. Keys themselves, which may have
 * secrets, are not kept by it. Safe for use by several threads.
 */
final class LimitsOfKeys {

    /** A power of two. */
    static final int PLACES = 16 * 1024;

    private static final int LOOKED_AT = 4;

    private final AtomicReferenceArray<@Nullable KeyLimits> places = new AtomicReferenceArray<>(PLACES);

    /** {@return the limits of a key} Nearly all that have none share the same object, which tells it at a glance. */
    @SuppressWarnings("ReferenceEquality")
    KeyLimits of(VirtualKey key) {
        return key.limits() == Limits.NONE ? KeyLimits.NONE : found(key);
    }

    private KeyLimits found(VirtualKey key) {
        int first = System.identityHashCode(key);
        for (int i = 0; i < LOOKED_AT; i++) {
            KeyLimits known = places.getAcquire(place(first + i));
            if (known == null) {
                return remembered(key, place(first + i));
            }
            if (known.isOf(key)) {
                return known;
            }
        }
        int displaced = ThreadLocalRandom.current().nextInt(LOOKED_AT); // so that two find different places in the end
        return remembered(key, place(first + displaced));
    }

    private static int place(int number) {
        return number & (PLACES - 1);
    }

    private KeyLimits remembered(VirtualKey key, int place) {
        KeyLimits limits = KeyLimits.of(key);
        places.set(place, limits);
        return limits;
    }
}
