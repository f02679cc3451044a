/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A change of a virtual key, as a JSON merge patch (RFC 7396) over its {@linkplain KeyJson JSON}: a member replaces the
 * one of that name, {@code null} takes it away, and the others stay. Immutable.
 */
public final class KeyPatch implements UnaryOperator<VirtualKey> {

    private static final String TAG = "tag:";

    private final JsonObject patch;

    private KeyPatch(JsonObject patch) {
        this.patch = patch;
    }

    /**
     * {@return the change that a text describes}
     *
     * @param text a JSON object; a key's {@code id} is no part of it, and stays
     * @param name what the text is called in messages
     * @throws InvalidKey with all that is wrong with it
     */
    public static KeyPatch read(String text, String name) throws InvalidKey {
        Problems problems = new Problems(name);
        Optional<Node> document = Document.read(text, problems).flatMap(node -> node.only(changeable()));
        problems.throwIfAny(InvalidKey::new);
        KeyPatch patch = new KeyPatch(
                JsonParser.parseString(document.orElseThrow().json()).getAsJsonObject());
        VirtualKey unused = patch.applied(patch.anyKey(), name);
        return patch;
    }

    /** A key with all that limits of this may be shared by: whether a real one has that, is told when it is changed. */
    private VirtualKey anyKey() {
        Map<String, String> tags = new HashMap<>();
        for (String name : List.of("budgets", "rateLimits")) {
            if (patch.get(name) instanceof JsonArray limits) {
                limits.forEach(limit -> tag(limit).ifPresent(tag -> tags.put(tag, "any")));
            }
        }
        return VirtualKey.withId("any").owner("any").team("any").tags(tags).build();
    }

    private static Optional<String> tag(JsonElement limit) {
        return limit instanceof JsonObject object
                        && object.get("scope") instanceof JsonPrimitive scope
                        && scope.getAsString().startsWith(TAG)
                ? Optional.of(scope.getAsString().substring(TAG.length()))
                : Optional.empty();
    }

    private static Set<String> changeable() {
        Set<String> names = new HashSet<>(KeyJson.FIELDS);
        names.remove("id");
        return names;
    }

    /**
     * {@return a key with the change made}
     *
     * @param key before it
     * @throws IllegalArgumentException where the change makes an impossible key of it
     */
    @Override
    public VirtualKey apply(VirtualKey key) {
        try {
            return applied(key, "key '" + key.id() + "'");
        } catch (InvalidKey e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private VirtualKey applied(VirtualKey key, String name) throws InvalidKey {
        JsonObject json = KeyJson.json(key);
        merge(patch, json);
        VirtualKey changed = KeyJson.read(json.toString(), name);
        return key.signingSecret()
                .map(secret -> changed.toBuilder().signingSecret(secret).build())
                .orElse(changed);
    }

    private static void merge(JsonObject changes, JsonObject target) {
        changes.asMap().forEach((name, value) -> {
            if (value.isJsonNull()) {
                target.remove(name);
            } else if (value instanceof JsonObject inner) {
                target.add(name, merged(inner, target.get(name)));
            } else {
                target.add(name, value);
            }
        });
    }

    private static JsonObject merged(JsonObject changes, @Nullable JsonElement before) {
        JsonObject target = before instanceof JsonObject object ? object.deepCopy() : new JsonObject();
        merge(changes, target);
        return target;
    }
}
