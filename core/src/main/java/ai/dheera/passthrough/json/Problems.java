/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.json;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Collects everything that is wrong with a document, each thing once, so that it can be told at once. What may be a
 * secret is kept out of it. Used by one thread.
 */
public final class Problems {

    /** Shorter ones guard nothing, and would be found in every other word. */
    private static final int SHORTEST_SECRET = 4;

    private final String file;
    private final Set<String> found = new LinkedHashSet<>();
    private final List<String> secrets = new ArrayList<>();

    /**
     * None so far.
     *
     * @param file what the document is called in messages, such as its path
     */
    public Problems(String file) {
        this.file = file;
    }

    /**
     * Shows three dots in place of a text from now on.
     *
     * @param secret any text; one of less than four characters is shown all the same
     */
    public void neverTell(String secret) {
        if (secret.length() >= SHORTEST_SECRET) {
            secrets.add(secret);
        }
    }

    /**
     * Adds a problem.
     *
     * @param place where, such as {@code $.keys[0].id}
     * @param what what is wrong there
     */
    public void add(String place, String what) {
        found.add(file + ": " + place + ": " + withoutSecrets(what));
    }

    /**
     * Adds what is wrong with another file.
     *
     * @param told one line each, with that file's name and place
     */
    public void addElsewhere(List<String> told) {
        told.forEach(problem -> found.add(withoutSecrets(problem)));
    }

    private String withoutSecrets(String text) {
        String told = text;
        for (String secret : secrets) {
            told = told.replace(secret, "…");
        }
        return told;
    }

    /**
     * Ends the reading where there is a problem.
     *
     * @param exception makes what is thrown of all problems: one line each, with file, place and what is wrong there
     * @param <E> what is thrown
     * @throws E where there is a problem
     */
    public <E extends Exception> void throwIfAny(Function<List<String>, E> exception) throws E {
        if (!found.isEmpty()) {
            throw exception.apply(List.copyOf(found));
        }
    }
}
