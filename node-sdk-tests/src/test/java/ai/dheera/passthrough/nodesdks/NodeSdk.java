/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.nodesdks;

import ai.dheera.passthrough.fixtures.ReceivedRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The official SDKs for Node: the provider of each, where its credential belongs, and the variables that a user sets. Some
 * have none for the base URL.
 */
enum NodeSdk {
    ANTHROPIC("anthropic", "x-api-key: ", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", ""),
    BEDROCK("bedrock", "authorization: Bearer ", "AWS_BEARER_TOKEN_BEDROCK", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", ""),
    COHERE("cohere", "authorization: Bearer ", "CO_API_KEY", "", ""),
    GEMINI("gemini", "x-goog-api-key: ", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", ""),
    MISTRAL("mistral", "authorization: Bearer ", "MISTRAL_API_KEY", "", ""),
    OPENAI("openai", "authorization: Bearer ", "OPENAI_API_KEY", "OPENAI_BASE_URL", "/v1");

    /** The header fields in which a key or a credential could stand. */
    static final Set<String> KEY_FIELDS =
            Set.of("authorization", "x-api-key", "api-key", "x-goog-api-key", "x-dheera-api-key", "cookie");

    private final String provider;
    private final String credentialLine;
    private final String keyVariable;
    private final String baseUrlVariable;
    private final String basePath;

    NodeSdk(String provider, String credentialLine, String keyVariable, String baseUrlVariable, String basePath) {
        this.provider = provider;
        this.credentialLine = credentialLine;
        this.keyVariable = keyVariable;
        this.baseUrlVariable = baseUrlVariable;
        this.basePath = basePath;
    }

    /** The name of its provider, and of the file with its tests. */
    String provider() {
        return provider;
    }

    /**
     * The variables of its own that a user would set.
     *
     * @param host where the filter is mounted
     * @param key a virtual key
     */
    Map<String, String> environment(String host, String key) {
        return baseUrlVariable.isEmpty()
                ? Map.of(keyVariable, key)
                : Map.of(keyVariable, key, baseUrlVariable, host + "/" + provider + basePath);
    }

    /** What has to stand in the fields of {@link #KEY_FIELDS} when a request reaches the provider. */
    List<String> credential(String secret) {
        return List.of(credentialLine + secret);
    }

    /** What stands in the fields of {@link #KEY_FIELDS}. */
    static List<String> keyFields(ReceivedRequest request) {
        return request.head().headers().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value())
                .filter(line -> KEY_FIELDS.contains(line.substring(0, line.indexOf(':'))))
                .toList();
    }
}
