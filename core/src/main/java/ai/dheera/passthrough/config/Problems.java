/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects everything that is wrong with a configuration, each thing once, so that it can be told at once. What came by
 * a reference is kept out of it: that may be a secret, whatever it was put for.
 */
final class Problems {

    /** Shorter ones guard nothing, and would be found in every other word. */
    private static final int SHORTEST_SECRET = 4;

    private final String file;
    private final Set<String> found = new LinkedHashSet<>();
    private final List<String> secrets = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    /** Shows three dots in place of this from now on. */
    void neverTell(String secret) {
        if (secret.length() >= SHORTEST_SECRET) {
            secrets.add(secret);
        }
    }

    void add(String place, String what) {
        found.add(file + ": " + place + ": " + withoutSecrets(what));
    }

    /** Adds what is wrong with another file, told with its name and place. */
    void addElsewhere(List<String> told) {
        told.forEach(problem -> found.add(withoutSecrets(problem)));
    }

    private String withoutSecrets(String text) {
        String told = text;
        for (String secret : secrets) {
            told = told.replace(secret, "…");
        }
        return told;
    }

    void throwIfAny() throws InvalidConfiguration {
        if (!found.isEmpty()) {
            throw new InvalidConfiguration(List.copyOf(found));
        }
    }
}
