/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.SigningSecret;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.authentication.Signatures;
import ai.dheera.passthrough.json.Node;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the virtual keys. Their secrets are hashed at once and kept nowhere. */
final class KeyReader {

    private static final Set<String> FIELDS = Set.of(
            "id",
            "secret",
            "sha256",
            "signingSecret",
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

    private final Map<String, VirtualKey> keysBySha256 = new HashMap<>();
    private final Set<String> ids = new HashSet<>();

    private KeyReader() {}

    static Map<String, VirtualKey> read(List<Node> nodes) {
        KeyReader reader = new KeyReader();
        nodes.forEach(node -> node.only(FIELDS).ifPresent(reader::add));
        return reader.keysBySha256;
    }

    private void add(Node node) {
        Optional<String> sha256 = sha256(node);
        Optional<VirtualKey> key = key(node);
        if (key.isPresent() && !ids.add(key.get().id())) {
            node.problem("the id '" + key.get().id() + "' is taken by another key");
        }
        if (key.isPresent() && sha256.isPresent() && keysBySha256.put(sha256.get(), key.get()) != null) {
            node.problem("another key has the same secret");
        }
    }

    private static Optional<String> sha256(Node node) {
        if (node.has("secret") == node.has("sha256")) {
            node.problem("needs either a \"secret\" or its \"sha256\"");
            return Optional.empty();
        }
        return node.has("secret")
                ? node.member("secret").flatMap(secret -> secret.parsed(KeyReader::hashed))
                : node.member("sha256").flatMap(hash -> hash.parsed(KeyReader::hash));
    }

    private static String hashed(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        if (!secret.equals(secret.strip()) || secret.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "has white space at an end, or a control character: no client can send that");
        }
        return PresentedKey.sha256(secret);
    }

    private static String hash(String hex) {
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("must be 64 hex digits");
        }
        return hex.toLowerCase(Locale.ROOT);
    }

    private static Optional<VirtualKey> key(Node node) {
        if (!node.has("id")) {
            node.problem("needs an \"id\"");
            return Optional.empty();
        }
        Map<String, String> tags = node.member("tags").map(Node::textMap).orElse(Map.of());
        boolean enabled = node.member("enabled").flatMap(Node::truth).orElse(true);
        boolean admin = node.member("admin").flatMap(Node::truth).orElse(false);
        VirtualKey.Access access = access(node);
        VirtualKey.Limits limits = limits(node);
        return node.member("id")
                .flatMap(id -> id.parsed(text -> new VirtualKey(
                        text,
                        node.member("owner").flatMap(Node::text),
                        node.member("team").flatMap(Node::text),
                        tags,
                        enabled,
                        node.member("expiresAt").flatMap(instant -> instant.parsed(KeyReader::instant)),
                        access,
                        limits,
                        signingSecret(node),
                        admin)));
    }

    private static Optional<SigningSecret> signingSecret(Node node) {
        Optional<Node> secret = node.member("signingSecret");
        if (secret.isPresent() && !Signatures.available()) {
            secret.get().problem("needs the artifact ai.dheera:dheera-passthrough-aws on the class path");
        }
        return secret.flatMap(text -> text.parsed(SigningSecret::new));
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
                .forEach(item -> item.only(BUDGET).flatMap(KeyReader::budget).ifPresent(budgets::add));
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
}
