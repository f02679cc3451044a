/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.Credential;
import java.util.List;

/**
 * An official SDK as it is published, and what a test has to know of it. {@code toString} gives it a name that may stand
 * in a path.
 *
 * @param <C> its client
 */
interface OfficialSdk<C> {

    /** All but those of Anthropic and OpenAI, which are tested in every container and more closely. */
    static List<OfficialSdk<?>> all() {
        return List.of(
                SdkOfAzure.LEGACY,
                SdkOfAzure.LEGACY_BEARER,
                SdkOfAzure.UNIFIED,
                SdkOfAzure.UNIFIED_BEARER,
                SdkOfAzure.V1,
                new SdkOfGemini(),
                new SdkOfCohere(),
                new SdkOfLangfuse(),
                new SdkOfAssemblyAi(),
                new SdkOfGigaChat(),
                new SdkOfWatsonx());
    }

    /** The name of the built-in provider that it is for. */
    String provider();

    /** What its base URL ends with, behind the provider's name. */
    default String basePath() {
        return "";
    }

    /** What the provider accepts. */
    default Credential credential() {
        return Credential.apiKey("main", MountedGateway.SECRET);
    }

    /** The line of the head by which the provider is to get that, with its name in lower case. */
    String credentialLine();

    /** A client with two settings, the base URL and the key, and with what the SDK wants besides. */
    C client(String baseUrl, String key);

    /** The same, but one that asks only once, or waits less between its tries, where the SDK lets its user say so. */
    default C hastyClient(String baseUrl, String key) {
        return client(baseUrl, key);
    }

    /** What its users do. The first is what the tests of errors ask: it takes one exchange. */
    List<SdkCall<C>> calls();

    /** The name of the exception for an HTTP status. */
    String exception(int status);

    /** What an exception of its tells. */
    Told told(Throwable caught);

    /** Whether its exception for an HTTP status tells what the answer's body says. */
    default boolean tellsOf(int status) {
        return true;
    }

    /** An error of the provider's own with this HTTP status, as it is documented. */
    String error(int status);

    /**
     * What the SDK told its user by an exception.
     *
     * @param exception the name of its class
     * @param status the HTTP status
     * @param text its message and the answer's body, as far as it has them
     */
    record Told(String exception, int status, String text) {

        static Told of(Throwable caught, int status, Object... text) {
            return new Told(
                    caught.getClass().getSimpleName(), status, List.of(text).toString());
        }
    }
}
