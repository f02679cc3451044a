/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import java.util.Optional;
import java.util.Set;

/** Reads a credential. */
final class CredentialReader {

    private CredentialReader() {}

    static Optional<Credential> read(Node node, String usualId) {
        node.only(Set.of("id", "apiKey", "weight", "header", "username", "password"));
        String id = node.member("id").flatMap(Node::text).orElse(usualId);
        Optional<Credential> credential = node.has("username") ? basic(node, id) : apiKey(node, id);
        return credential.flatMap(found -> weighted(node, found)).flatMap(found -> placed(node, found));
    }

    private static Optional<Credential> apiKey(Node node, String id) {
        if (!node.has("apiKey")) {
            node.problem("needs an \"apiKey\", or a \"username\" and a \"password\"");
            return Optional.empty();
        }
        return node.member("apiKey").flatMap(key -> key.parsed(text -> Credential.apiKey(id, text)));
    }

    private static Optional<Credential> basic(Node node, String id) {
        String password = node.member("password").flatMap(Node::text).orElse("");
        return node.member("username").flatMap(name -> name.parsed(text -> Credential.basic(id, text, password)));
    }

    private static Optional<Credential> weighted(Node node, Credential credential) {
        return Optional.of(node.member("weight")
                .flatMap(weight -> weight.number(1, 1_000_000))
                .map(weight -> credential.withWeight(weight.intValue()))
                .orElse(credential));
    }

    private static Optional<Credential> placed(Node node, Credential credential) {
        return Optional.of(node.member("header")
                .flatMap(header -> header.parsed(name -> credential.at(Placement.header(name, ""))))
                .orElse(credential));
    }
}
