/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A reader of queries, and of forms in their manner, that tells every value of a parameter however it is spelled. */
final class LenientQuery {

    private LenientQuery() {}

    static Set<String> values(@Nullable String query, String name) {
        Set<String> values = new LinkedHashSet<>();
        if (query == null) {
            return values;
        }
        for (String parameter : query.split("[&;]")) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? parameter : parameter.substring(0, equals);
            if (readings(key).stream().anyMatch(read -> isTakenFor(read, name))) {
                values.addAll(readings(equals < 0 ? "" : parameter.substring(equals + 1)));
            }
        }
        return values;
    }

    /** Decoded once and twice. */
    private static List<String> readings(String raw) {
        String once = Loosely.decoded(raw.replace('+', ' '));
        return List.of(once, Loosely.decoded(once.replace('+', ' ')));
    }

    private static boolean isTakenFor(String read, String name) {
        return read.replaceFirst("(?s)[\\[\0].*", "").replace('.', '_').strip().equalsIgnoreCase(name);
    }
}
