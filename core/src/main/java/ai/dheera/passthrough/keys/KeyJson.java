/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A virtual key as JSON, in the form that it has in a configuration file's {@code keys}: what is left out there is left
 * out here. What is written is read as an equal key. Secrets are no part of it: neither the key's own, nor its hash, nor
 * the one that its clients sign with.
 */
public final class KeyJson {

    /** What a key's JSON may have. */
    public static final Set<String> FIELDS = fields();

    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private KeyJson() {}

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(Set.of(
                "id",
                "owner",
                "team",
                "tags",
                "enabled",
                "admin",
                "expiresAt",
                "providers",
                "models",
                "routes",
                "networks"));
        fields.addAll(LimitsJson.FIELDS);
        return Set.copyOf(fields);
    }

    /**
     * {@return the key that a text describes}
     *
     * @param text a JSON object with an {@code id} and any others of {@link #FIELDS}
     * @param name what the text is called in messages
     * @throws InvalidKey with all that is wrong with it
     */
    public static VirtualKey read(String text, String name) throws InvalidKey {
        Problems problems = new Problems(name);
        Optional<VirtualKey> key =
                Document.read(text, problems).flatMap(node -> node.only(FIELDS)).flatMap(KeyJson::read);
        problems.throwIfAny(InvalidKey::new);
        return key.orElseThrow();
    }

    /**
     * {@return the key that a text describes, with a {@linkplain KeyId#random() random id} where it has none}
     *
     * @param text a JSON object with any of {@link #FIELDS}
     * @param name what the text is called in messages
     * @throws InvalidKey with all that is wrong with it
     */
    public static VirtualKey readNew(String text, String name) throws InvalidKey {
        Problems problems = new Problems(name);
        Optional<VirtualKey> key = Document.read(text, problems)
                .flatMap(node -> node.only(FIELDS))
                .flatMap(node -> node.has("id") ? read(node) : key(node, withId(KeyId.random())));
        problems.throwIfAny(InvalidKey::new);
        return key.orElseThrow();
    }

    /**
     * {@return the key that a part of a document describes; what is wrong with it is told there}
     *
     * @param node an object; members that are no {@link #FIELDS} are passed over
     */
    public static Optional<VirtualKey> read(Node node) {
        if (!node.has("id")) {
            node.problem("needs an \"id\"");
            return Optional.empty();
        }
        return node.member("id").flatMap(id -> id.parsed(KeyJson::withId)).flatMap(builder -> key(node, builder));
    }

    private static Optional<VirtualKey> key(Node node, VirtualKey.Builder builder) {
        describe(node, builder);
        builder.access(access(node)).limits(LimitsJson.read(node));
        return node.tried(builder::build);
    }

    private static VirtualKey.Builder withId(String id) {
        VirtualKey.Builder builder = VirtualKey.withId(id);
        VirtualKey unused = builder.build(); // tells at its place what is wrong with an id
        return builder;
    }

    private static void describe(Node node, VirtualKey.Builder key) {
        node.member("owner").flatMap(Node::text).ifPresent(key::owner);
        node.member("team").flatMap(Node::text).ifPresent(key::team);
        node.member("tags").map(Node::textMap).ifPresent(key::tags);
        node.member("enabled").flatMap(Node::truth).ifPresent(key::enabled);
        node.member("admin").flatMap(Node::truth).ifPresent(key::admin);
        node.member("expiresAt")
                .flatMap(instant -> instant.parsed(KeyJson::instant))
                .ifPresent(key::expiresAt);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no instant; 2027-01-01T00:00:00Z is");
        }
    }

    private static VirtualKey.Access access(Node node) {
        return new VirtualKey.Access(
                node.member("providers").map(Node::texts).orElse(List.of()),
                node.member("models").map(Node::texts).orElse(List.of()),
                node.member("routes").map(Node::texts).orElse(List.of()),
                node.member("networks").map(list -> list.list(Network::parse)).orElse(List.of()));
    }

    /**
     * {@return a key as JSON, on one line}
     *
     * @param key any
     */
    public static String text(VirtualKey key) {
        return text(json(key));
    }

    /**
     * {@return a kept key as JSON, on one line: the key's members, {@code issuedAt}, {@code changedAt}, and
     * {@code formerSecretsUntil} where it has one}
     *
     * @param kept any
     */
    public static String text(KeptKey kept) {
        return text(json(kept));
    }

    /**
     * {@return a list of keys as JSON, on one line: {@code keys}, and {@code next}, which is what to ask for
     * {@linkplain KeyQuery#after() after}, or null at the end}
     *
     * @param kept what was found
     * @param query what was asked for
     */
    public static String text(List<KeptKey> kept, KeyQuery query) {
        JsonArray list = new JsonArray();
        kept.forEach(each -> list.add(json(each)));
        JsonObject json = new JsonObject();
        json.add("keys", list);
        json.addProperty(
                "next",
                kept.size() < query.most()
                        ? null
                        : kept.get(kept.size() - 1).key().id());
        return text(json);
    }

    /**
     * {@return a key that has a new secret as JSON, on one line: as a kept one, with its {@code secret}}
     *
     * @param issued any
     */
    public static String textWithSecret(IssuedKey issued) {
        JsonObject json = json(issued.kept());
        json.addProperty("secret", issued.secret().text());
        return text(json);
    }

    private static JsonObject json(KeptKey kept) {
        JsonObject json = json(kept.key());
        json.addProperty("issuedAt", kept.issuedAt().toString());
        json.addProperty("changedAt", kept.changedAt().toString());
        kept.formerSecretsUntil().ifPresent(end -> json.addProperty("formerSecretsUntil", end.toString()));
        return json;
    }

    static String text(JsonObject json) {
        return GSON.toJson(json);
    }

    static JsonObject json(VirtualKey key) {
        JsonObject json = new JsonObject();
        json.addProperty("id", key.id());
        key.owner().ifPresent(owner -> json.addProperty("owner", owner));
        key.team().ifPresent(team -> json.addProperty("team", team));
        if (!key.tags().isEmpty()) {
            JsonObject tags = new JsonObject();
            key.tags().forEach(tags::addProperty);
            json.add("tags", tags);
        }
        if (!key.enabled()) {
            json.addProperty("enabled", false);
        }
        if (key.admin()) {
            json.addProperty("admin", true);
        }
        key.expiresAt().ifPresent(end -> json.addProperty("expiresAt", end.toString()));
        write(key.access(), json);
        LimitsJson.write(key.limits(), json);
        return json;
    }

    private static void write(VirtualKey.Access access, JsonObject json) {
        write("providers", access.providers(), Function.identity(), json);
        write("models", access.models(), Function.identity(), json);
        write("routes", access.routes(), Function.identity(), json);
        write("networks", access.networks(), Network::toString, json);
    }

    static <T> void write(String name, Collection<T> values, Function<T, String> text, JsonObject json) {
        if (!values.isEmpty()) {
            JsonArray list = new JsonArray();
            values.forEach(value -> list.add(text.apply(value)));
            json.add(name, list);
        }
    }
}
