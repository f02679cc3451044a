/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.SigningSecret;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.authentication.Signatures;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.keys.KeyJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the virtual keys. Their secrets are hashed at once and kept nowhere. */
final class KeyReader {

    private static final Set<String> FIELDS = fields();

    private final Map<String, VirtualKey> keysBySha256 = new HashMap<>();
    private final Set<String> ids = new HashSet<>();

    private KeyReader() {}

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(Set.of("secret", "sha256", "signingSecret"));
        fields.addAll(KeyJson.FIELDS);
        return fields;
    }

    static Map<String, VirtualKey> read(List<Node> nodes) {
        KeyReader reader = new KeyReader();
        nodes.forEach(node -> node.only(FIELDS).ifPresent(reader::add));
        return reader.keysBySha256;
    }

    private void add(Node node) {
        Optional<String> sha256 = sha256(node);
        Optional<VirtualKey> key = KeyJson.read(node).map(read -> signing(node, read));
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

    private static VirtualKey signing(Node node, VirtualKey key) {
        return signingSecret(node)
                .map(secret -> key.toBuilder().signingSecret(secret).build())
                .orElse(key);
    }

    private static Optional<SigningSecret> signingSecret(Node node) {
        Optional<Node> secret = node.member("signingSecret");
        if (secret.isPresent() && !Signatures.available()) {
            secret.get().problem("needs the artifact ai.dheera:dheera-passthrough-aws on the class path");
        }
        return secret.flatMap(text -> text.parsed(SigningSecret::new));
    }
}
