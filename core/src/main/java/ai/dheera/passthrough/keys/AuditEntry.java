/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.limits.BudgetBook.Standing;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Who did what to which key, and when. Holds no secret. Immutable.
 *
 * @param at when
 * @param by who: {@code key:} and an admin key's id, or {@code command line}, or any other text
 * @param action what was done
 * @param subject the key's id; what a budget is called
 * @param details a JSON object: what an issued or deleted key may do; of a changed one, each member that changed with
 *     what it was ({@code from}) and is ({@code to}); of a rotated one, until when former secrets work ({@code until}); of a
 *     budget, by which {@code key} it was found, and what was spent of it ({@code spentUsd})
 */
public record AuditEntry(Instant at, String by, Action action, String subject, String details) {

    /** What can be done. */
    public enum Action {
        /** A key was issued. */
        ISSUE,
        /** What a key may do was changed. */
        CHANGE,
        /** A key was given a new secret. */
        ROTATE,
        /** A key was switched off. */
        DISABLE,
        /** A key was switched on. */
        ENABLE,
        /** A key was deleted. */
        DELETE,
        /** What was spent of a budget was forgotten. */
        RESET_BUDGET;

        /** {@return its name in lower case, as logs have it} */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * {@return the entry of a key that was issued}
     *
     * @param at when
     * @param by who did it
     * @param key the key
     */
    public static AuditEntry issued(Instant at, String by, VirtualKey key) {
        return new AuditEntry(at, by, Action.ISSUE, key.id(), KeyJson.text(key));
    }

    /**
     * {@return the entry of a key that was deleted}
     *
     * @param at when
     * @param by who did it
     * @param key the key
     */
    public static AuditEntry deleted(Instant at, String by, VirtualKey key) {
        return new AuditEntry(at, by, Action.DELETE, key.id(), KeyJson.text(key));
    }

    /**
     * {@return the entry of a key that was given a new secret}
     *
     * @param at when
     * @param by who did it
     * @param keyId the key's
     * @param until when its former secrets end
     */
    public static AuditEntry rotated(Instant at, String by, String keyId, Instant until) {
        JsonObject details = new JsonObject();
        details.addProperty("until", until.toString());
        return new AuditEntry(at, by, Action.ROTATE, keyId, details.toString());
    }

    /**
     * {@return the entry of a key that was changed}
     *
     * @param at when
     * @param by who did it
     * @param before what it was
     * @param after what it is; another one
     */
    public static AuditEntry changed(Instant at, String by, VirtualKey before, VirtualKey after) {
        JsonObject details = difference(KeyJson.json(before), KeyJson.json(after));
        Action action = details.keySet().equals(Set.of("enabled")) ? switched(after) : Action.CHANGE;
        return new AuditEntry(at, by, action, after.id(), KeyJson.text(details));
    }

    /**
     * {@return the entry of a budget of which was forgotten what was spent}
     *
     * @param at when
     * @param by who did it
     * @param keyId the id of the key by which the budget was found; others may share it
     * @param before how the budget stood
     */
    public static AuditEntry reset(Instant at, String by, String keyId, Standing before) {
        JsonObject details = new JsonObject();
        details.addProperty("key", keyId);
        details.addProperty("spentUsd", before.spentUsd().toPlainString());
        return new AuditEntry(at, by, Action.RESET_BUDGET, before.name(), details.toString());
    }

    private static Action switched(VirtualKey key) {
        return key.enabled() ? Action.ENABLE : Action.DISABLE;
    }

    private static JsonObject difference(JsonObject before, JsonObject after) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        JsonObject difference = new JsonObject();
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                JsonObject change = new JsonObject();
                change.add("from", orNull(before, name));
                change.add("to", orNull(after, name));
                difference.add(name, change);
            }
        }
        return difference;
    }

    /** What is not written down is as usual, which null stands for. */
    private static JsonElement orNull(JsonObject object, String name) {
        return object.has(name) ? object.get(name) : JsonNull.INSTANCE;
    }
}
