/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names the keys of one gateway. All carry its prefix in braces, so that a cluster keeps them on one node, where a script
 * may touch several. Immutable.
 *
 * @param prefix tells gateways apart that share a Redis: letters, digits and {@code . _ : / -}
 */
record Keys(String prefix) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");

    Keys {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "a prefix is made of up to 100 letters, digits and . _ : / -, which '" + prefix + "' is not");
        }
    }

    /** {@return how each of them begins} */
    String start() {
        return "{" + prefix + "}:";
    }

    /** {@return the two keys that tell of nodes' signs of life} */
    List<String> nodes() {
        return List.of(start() + "nodes", start() + "since");
    }

    /** {@return the key of what is counted under a limit} */
    String counter(Limit limit) {
        return start() + "limit:" + limit.name();
    }

    /** {@return the keys that an exchange comes by} */
    List<String> exchange(Reservation reservation) {
        List<String> keys = new ArrayList<>(nodes());
        keys.add(start() + "exchange:" + reservation.id());
        reservation.limits().forEach(limit -> keys.add(counter(limit)));
        return keys;
    }
}
