/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.json.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a provider's credentials. */
final class CredentialReader {

    private static final Set<String> FIELDS = fields();

    private CredentialReader() {}

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(Set.of("id", "apiKey", "weight", "header", "username", "password"));
        fields.addAll(UpstreamReader.SETTINGS);
        fields.addAll(Schemes.NAMES);
        return fields;
    }

    /** Reads a pool; a credential without an id is named after its provider and its place. */
    static List<Credential> read(String provider, List<Node> nodes) {
        List<Credential> credentials = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Node node : nodes) {
            String usualId = provider + "-" + (credentials.size() + 1);
            node.only(FIELDS).flatMap(each -> credential(each, usualId)).ifPresent(credential -> {
                if (!ids.add(credential.id())) {
                    node.problem("the id '" + credential.id() + "' is taken by another credential");
                }
                credentials.add(credential);
            });
        }
        return credentials;
    }

    private static Optional<Credential> credential(Node node, String usualId) {
        String id = node.member("id").flatMap(Node::text).orElse(usualId);
        Optional<Credential> credential = Schemes.isIn(node) ? Schemes.read(node, id) : text(node, id);
        return credential
                .map(found -> weighted(node, found))
                .map(found -> found.withSettings(UpstreamReader.settings(node)));
    }

    private static Optional<Credential> text(Node node, String id) {
        boolean basic = node.has("username") && node.has("password");
        if (basic == node.has("apiKey") || node.has("username") != node.has("password")) {
            node.problem("needs an \"apiKey\", or a \"username\" and a \"password\", or one of: "
                    + String.join(", ", Schemes.NAMES));
            return Optional.empty();
        }
        Optional<Credential> credential = basic ? basic(node, id) : apiKey(node, id);
        return credential.map(found -> placed(node, found, basic ? "Basic " : ""));
    }

    private static Optional<Credential> apiKey(Node node, String id) {
        return node.member("apiKey").flatMap(key -> key.parsed(text -> Credential.apiKey(id, text)));
    }

    private static Optional<Credential> basic(Node node, String id) {
        Optional<String> password = node.member("password").flatMap(Node::text);
        return node.member("username")
                .flatMap(name -> name.parsed(text -> Credential.basic(id, text, password.orElse(""))));
    }

    private static Credential weighted(Node node, Credential credential) {
        return node.member("weight")
                .flatMap(weight -> weight.number(1, 1_000_000))
                .map(weight -> credential.withWeight(weight.intValue()))
                .orElse(credential);
    }

    private static Credential placed(Node node, Credential credential, String prefix) {
        return node.member("header")
                .flatMap(header -> header.parsed(name -> credential.at(Placement.header(name, prefix))))
                .orElse(credential);
    }
}
