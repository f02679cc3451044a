/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.Map;
import java.util.Optional;

/**
 * Who shares a budget or a rate limit: all keys that have the same value of something. Immutable.
 *
 * @param text {@code key}, {@code owner}, {@code team} or {@code tag:NAME}
 */
public record Scope(String text) {

    private static final String TAG = "tag:";

    /** Each key for itself. */
    public static final Scope KEY = new Scope("key");

    /** All keys of an owner. */
    public static final Scope OWNER = new Scope("owner");

    /** All keys of a team. */
    public static final Scope TEAM = new Scope("team");

    // Refuses what is no scope.
    public Scope {
        boolean tag = text.startsWith(TAG) && text.length() > TAG.length();
        if (!tag && !text.equals("key") && !text.equals("owner") && !text.equals("team")) {
            throw new IllegalArgumentException("'" + text + "' is no scope: key, owner, team or tag:NAME is");
        }
    }

    /**
     * {@return what a key shares with others in this scope; empty where it has no such thing}
     *
     * @param key the virtual key
     */
    public Optional<String> valueOf(VirtualKey key) {
        return valueOf(key.id(), key.owner(), key.team(), key.tags());
    }

    Optional<String> valueOf(String id, Optional<String> owner, Optional<String> team, Map<String, String> tags) {
        return switch (text) {
            case "key" -> Optional.of(id);
            case "owner" -> owner;
            case "team" -> team;
            default -> Optional.ofNullable(tags.get(text.substring(TAG.length())));
        };
    }

    /** {@return the text} */
    @Override
    public String toString() {
        return text;
    }
}
