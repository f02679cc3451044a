/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * One of a provider's endpoints. Immutable.
 *
 * @param method the HTTP method, or {@code *} for every one
 * @param path the path template below the provider, such as {@code /v1/messages/batches/{id}}: <code>{name}</code>
 *     stands for one segment, {@code *} as the last segment for any rest
 * @param models where a request may name its model, in the order in which to look; empty where no model is asked
 * @param usage the name of the reading that finds the usage in its answer, as the price data names it; empty where the
 *     answer tells none
 * @param bills whether the provider charges for it
 * @param costUsd what a successful request costs, where that is fixed
 */
public record Route(
        String method,
        String path,
        List<ModelLocation> models,
        Optional<String> usage,
        boolean bills,
        Optional<BigDecimal> costUsd) {

    // Copies the list and refuses what can never match.
    public Route {
        models = List.copyOf(models);
        if (!method.equals("*") && !method.matches("[A-Z]+")) {
            throw new IllegalArgumentException("'" + method + "' is no HTTP method in upper case, nor *");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path template '" + path + "' begins with a slash");
        }
        int star = path.indexOf('*');
        if (star >= 0 && (star != path.length() - 1 || path.charAt(star - 1) != '/')) {
            throw new IllegalArgumentException("in '" + path + "' the * is not the whole last segment");
        }
        if (costUsd.isPresent() && costUsd.get().signum() < 0) {
            throw new IllegalArgumentException("the cost of '" + path + "' is negative");
        }
    }

    /**
     * {@return a route that asks for no model and is not charged}
     *
     * @param method the HTTP method, or {@code *} for every one
     * @param path the path template
     */
    public static Route of(String method, String path) {
        return new Route(method, path, List.of(), Optional.empty(), false, Optional.empty());
    }

    /**
     * Where a request names its model.
     *
     * @param part the part of the request
     * @param name the name of the member, field, parameter or template variable; empty for {@link Part#UNTOLD}
     */
    public record ModelLocation(Part part, String name) {

        /** A part of a request. */
        public enum Part {
            /** A member of the JSON object that is the body. */
            BODY,
            /** A field of the multipart form that is the body. */
            FORM,
            /** A variable of the path template. */
            PATH,
            /** A query parameter. */
            QUERY,
            /** Models run, and the request does not tell which. */
            UNTOLD
        }
    }
}
