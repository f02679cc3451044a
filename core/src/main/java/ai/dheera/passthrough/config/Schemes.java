/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.spi.CredentialScheme;
import ai.dheera.passthrough.spi.RequestSigner;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** The credential schemes on the class path: those of the clouds are artifacts of their own. */
final class Schemes {

    private static final Map<String, String> ARTIFACTS = Map.of(
            "aws", "ai.dheera:dheera-passthrough-aws",
            "google", "ai.dheera:dheera-passthrough-google",
            "azure", "ai.dheera:dheera-passthrough-azure");

    private static final Map<String, CredentialScheme> LOADED = loaded();

    /** The names of all that are on the class path, or could be. */
    static final Set<String> NAMES = names();

    private Schemes() {}

    private static Map<String, CredentialScheme> loaded() {
        Map<String, CredentialScheme> loaded = new HashMap<>();
        ServiceLoader.load(CredentialScheme.class, Schemes.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .forEach(scheme -> loaded.put(scheme.name(), scheme));
        return loaded;
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(ARTIFACTS.keySet());
        names.addAll(LOADED.keySet());
        return names;
    }

    static boolean isIn(Node credential) {
        return NAMES.stream().anyMatch(credential::has);
    }

    /** Reads a credential that has one of them. */
    static Optional<Credential> read(Node node, String id) {
        String name = NAMES.stream().filter(node::has).findFirst().orElseThrow();
        Node options = node.member(name).orElseThrow();
        CredentialScheme scheme = LOADED.get(name);
        if (node.has("apiKey") || node.has("username") || node.has("password")) {
            options.problem("cannot stand beside an \"apiKey\", a \"username\" or a \"password\"");
            return Optional.empty();
        }
        if (scheme == null) {
            options.problem("needs the artifact " + ARTIFACTS.get(name) + " on the class path");
            return Optional.empty();
        }
        Optional<RequestSigner> signer =
                options.only(scheme.options()).flatMap(each -> each.tried(() -> scheme.signer(each.textMap())));
        return signer.flatMap(found -> node.tried(() -> Credential.signed(id, found)));
    }
}
