/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
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
    public static final Set<String> FIELDS = Set.of(
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
            "networks",
            "budgets",
            "requestsPerMinute",
            "tokensPerMinute",
            "parallelRequests");

    private static final Set<String> BUDGET = Set.of("usd", "per", "zone", "scope");

    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private KeyJson() {}

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
     * {@return the key that a part of a document describes; what is wrong with it is told there}
     *
     * @param node an object; members that are no {@link #FIELDS} are passed over
     */
    public static Optional<VirtualKey> read(Node node) {
        if (!node.has("id")) {
            node.problem("needs an \"id\"");
            return Optional.empty();
        }
        Optional<VirtualKey.Builder> key = node.member("id").flatMap(id -> id.parsed(KeyJson::withId));
        key.ifPresent(builder -> {
            describe(node, builder);
            builder.access(access(node)).limits(limits(node));
        });
        return key.flatMap(builder -> node.tried(builder::build));
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

    private static VirtualKey.Limits limits(Node node) {
        List<Budget> budgets = new ArrayList<>();
        node.member("budgets")
                .map(Node::items)
                .orElse(List.of())
                .forEach(item -> item.only(BUDGET).flatMap(KeyJson::budget).ifPresent(budgets::add));
        return new VirtualKey.Limits(
                (int) number(node, "requestsPerMinute", Integer.MAX_VALUE),
                number(node, "tokensPerMinute", Long.MAX_VALUE),
                (int) number(node, "parallelRequests", Integer.MAX_VALUE),
                budgets);
    }

    private static long number(Node node, String name, long most) {
        return node.member(name).flatMap(limit -> limit.number(1, most)).orElse(0L);
    }

    private static Optional<Budget> budget(Node node) {
        if (!node.has("usd") || !node.has("per")) {
            node.problem("needs \"usd\" and \"per\"");
            return Optional.empty();
        }
        Optional<BigDecimal> usd = node.member("usd").flatMap(Node::decimal);
        Optional<Budget.Window> window = node.member("per").flatMap(per -> per.parsed(Budget.Window::parse));
        ZoneId zone =
                node.member("zone").flatMap(name -> name.parsed(ZoneId::of)).orElse(ZoneOffset.UTC);
        String scope = node.member("scope").flatMap(Node::text).orElse("key");
        return usd.isEmpty() || window.isEmpty()
                ? Optional.empty()
                : node.tried(() -> new Budget(usd.get(), window.get(), zone, scope));
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
        write(key.limits(), json);
        return json;
    }

    private static void write(VirtualKey.Access access, JsonObject json) {
        write("providers", access.providers(), Function.identity(), json);
        write("models", access.models(), Function.identity(), json);
        write("routes", access.routes(), Function.identity(), json);
        write("networks", access.networks(), Network::toString, json);
    }

    private static <T> void write(String name, Collection<T> values, Function<T, String> text, JsonObject json) {
        if (!values.isEmpty()) {
            JsonArray list = new JsonArray();
            values.forEach(value -> list.add(text.apply(value)));
            json.add(name, list);
        }
    }

    private static void write(VirtualKey.Limits limits, JsonObject json) {
        if (!limits.budgets().isEmpty()) {
            JsonArray budgets = new JsonArray();
            limits.budgets().forEach(budget -> budgets.add(json(budget)));
            json.add("budgets", budgets);
        }
        write("requestsPerMinute", limits.requestsPerMinute(), json);
        write("tokensPerMinute", limits.tokensPerMinute(), json);
        write("parallelRequests", limits.parallelRequests(), json);
    }

    private static void write(String name, long limit, JsonObject json) {
        if (limit > 0) {
            json.addProperty(name, limit);
        }
    }

    private static JsonObject json(Budget budget) {
        JsonObject json = new JsonObject();
        json.addProperty("usd", budget.usd().toString());
        json.addProperty("per", text(budget.window()));
        if (!budget.zone().equals(ZoneOffset.UTC)) {
            json.addProperty("zone", budget.zone().getId());
        }
        if (!budget.scope().equals("key")) {
            json.addProperty("scope", budget.scope());
        }
        return json;
    }

    private static String text(Budget.Window window) {
        return window instanceof Budget.Sliding sliding
                ? sliding.length().toString()
                : ((Budget.Calendar) window).name().toLowerCase(Locale.ROOT);
    }
}
