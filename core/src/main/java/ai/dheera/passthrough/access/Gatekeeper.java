/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.access;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import java.util.Optional;

/** Checks what a key may reach. Stateless. */
public final class Gatekeeper {

    private Gatekeeper() {}

    /**
     * Checks all but the model.
     *
     * @param key the virtual key
     * @param provider the provider asked for
     * @param method the HTTP method
     * @param path the raw path below the provider
     * @param clientAddress where the request came from
     * @throws Refusal {@code network_not_allowed}, {@code provider_not_allowed} or {@code route_not_allowed}
     */
    public static void check(VirtualKey key, Provider provider, String method, String path, String clientAddress) {
        checkNetwork(key, clientAddress);
        VirtualKey.Access access = key.access();
        if (!access.providers().isEmpty() && !access.providers().contains(provider.name())) {
            throw Refusal.of(
                    ErrorCode.PROVIDER_NOT_ALLOWED,
                    "The key '" + key.id() + "' may not use provider '" + provider.name() + "'.");
        }
        if (!access.allowsRoute(method + " " + path)) {
            throw Refusal.of(
                    ErrorCode.ROUTE_NOT_ALLOWED,
                    "The key '" + key.id() + "' may not use the endpoint " + method + " " + path + ".");
        }
    }

    /**
     * Checks where a request came from.
     *
     * @param key the virtual key
     * @param clientAddress where the request came from
     * @throws Refusal {@code network_not_allowed}
     */
    public static void checkNetwork(VirtualKey key, String clientAddress) {
        if (!key.access().networks().isEmpty() && !contains(key.access(), clientAddress)) {
            throw Refusal.of(
                    ErrorCode.NETWORK_NOT_ALLOWED,
                    "The key '" + key.id() + "' may not be used from address " + clientAddress + ".");
        }
    }

    private static boolean contains(VirtualKey.Access access, String clientAddress) {
        for (Network network : access.networks()) {
            if (network.contains(clientAddress)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Checks the model.
     *
     * @param key a virtual key that is restricted to models
     * @param model the model asked for; empty where it cannot be told
     * @throws Refusal {@code model_not_allowed}
     */
    public static void checkModel(VirtualKey key, Optional<String> model) {
        if (model.isEmpty()) {
            throw Refusal.of(
                    ErrorCode.MODEL_NOT_ALLOWED,
                    "The key '" + key.id() + "' is restricted to certain models, and this request does not tell its"
                            + " model beyond doubt.");
        }
        if (!key.access().allowsModel(model.get())) {
            throw Refusal.of(
                    ErrorCode.MODEL_NOT_ALLOWED, "The key '" + key.id() + "' may not use model '" + model.get() + "'.");
        }
    }
}
