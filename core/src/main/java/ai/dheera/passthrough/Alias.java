/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Another way in which clients may write some of a provider's paths. Immutable.
 *
 * @param path what they send: plain text, with {@code *} as its last segment for any rest
 * @param as what it stands for, with {@code *} for that rest; <code>{name}</code> is filled in from the settings of the
 *     provider and its credential
 */
public record Alias(String path, String as) {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()+,=:@-]+)*(/\\*)?");
    private static final Pattern AS = Pattern.compile("(/[A-Za-z0-9._~!$&'()+,=:@{}-]+)*(/\\*)?");

    // Refuses what can never match.
    public Alias {
        if (path.isEmpty() || !PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("the alias '" + path + "' must be a path, such as /v1/models/*");
        }
        if (as.isEmpty() || !AS.matcher(as).matches() || path.endsWith("*") != as.endsWith("*")) {
            throw new IllegalArgumentException("the alias '" + path + "' cannot stand for '" + as
                    + "': that must be a path, and end with /* as the alias does or does not");
        }
    }

    /**
     * {@return what a path stands for, if it is written this way}
     *
     * @param sent the raw path
     */
    public Optional<String> resolve(String sent) {
        if (!path.endsWith("*")) {
            return sent.equals(path) ? Optional.of(as) : Optional.empty();
        }
        String prefix = path.substring(0, path.length() - 1);
        return sent.startsWith(prefix)
                ? Optional.of(as.substring(0, as.length() - 1) + sent.substring(prefix.length()))
                : Optional.empty();
    }
}
