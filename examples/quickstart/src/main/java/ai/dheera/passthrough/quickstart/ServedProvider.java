/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.config.Definitions;
import ai.dheera.passthrough.quickstart.standin.StandIn;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A provider of the embedded default: the real one where the environment has its key, or else the stand-in that plays it.
 *
 * @param provider the provider
 * @param description which of both it is, and why
 */
record ServedProvider(Provider provider, String description) {

    static List<ServedProvider> all(Map<String, String> environment, StandIn standIn) {
        return Definitions.names().stream()
                .flatMap(name -> find(name, environment, standIn).stream())
                .toList();
    }

    private static Optional<ServedProvider> find(String name, Map<String, String> environment, StandIn standIn) {
        String variable = Definitions.environmentVariable(name).orElse("");
        boolean anywhere = Definitions.upstreamExample(name).isEmpty();
        return key(environment.getOrDefault(variable, ""))
                .filter(key -> anywhere)
                .map(key -> real(name, variable, key))
                .or(() -> standIn.upstream(name).map(upstream -> played(name, variable, upstream, standIn.secret())));
    }

    /** A shell that was prepared as the greeting says holds our own key where the provider's would be. */
    private static Optional<String> key(String text) {
        boolean ofProvider = !text.isBlank() && !text.startsWith(EmbeddedDefault.KEY_PREFIX);
        return ofProvider ? Optional.of(text) : Optional.empty();
    }

    private static ServedProvider real(String name, String variable, String key) {
        Provider provider = ProviderRegistry.builtIn(name, Credential.apiKey("environment", key));
        return new ServedProvider(provider, "the real one, with the key in " + variable);
    }

    private static ServedProvider played(String name, String variable, URI upstream, String secret) {
        Provider provider = ProviderRegistry.builtIn(name, Credential.apiKey("stand-in", secret)).toBuilder()
                .upstream(upstream)
                .build();
        return new ServedProvider(provider, "a stand-in that echoes; with a key in " + variable + ", the real one");
    }
}
