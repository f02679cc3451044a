/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A change of a virtual key, as a JSON merge patch (RFC 7396) over its {@linkplain KeyJson JSON}: a member replaces the
 * one of that name, {@code null} takes it away, and the others stay. Immutable.
 */
public final class KeyPatch implements UnaryOperator<VirtualKey> {

    private final JsonObject patch;
    private final String name;

    private KeyPatch(JsonObject patch, String name) {
        this.patch = patch;
        this.name = name;
    }

    /**
     * {@return the change that a text describes}
     *
     * @param text a JSON object; a key's {@code id} is no part of it, and stays
     * @param name what the text is called in messages
     * @throws InvalidKey where it is no such object
     */
    public static KeyPatch read(String text, String name) throws InvalidKey {
        Problems problems = new Problems(name);
        Optional<Node> document = Document.read(text, problems).flatMap(node -> node.only(changeable()));
        problems.throwIfAny(InvalidKey::new);
        return new KeyPatch(
                JsonParser.parseString(document.orElseThrow().json()).getAsJsonObject(), name);
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
     * @throws IllegalArgumentException where the change makes an impossible key of it, with all that is wrong
     */
    @Override
    public VirtualKey apply(VirtualKey key) {
        JsonObject json = KeyJson.json(key);
        merge(patch, json);
        try {
            VirtualKey changed = KeyJson.read(json.toString(), name);
            return key.signingSecret()
                    .map(secret -> changed.toBuilder().signingSecret(secret).build())
                    .orElse(changed);
        } catch (InvalidKey e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
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
