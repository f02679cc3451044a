/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.Map;

/**
 * How a provider words its errors, so that its SDKs raise their own exceptions for ours. Immutable.
 *
 * @param template the JSON text of a body; <code>${type}</code>, <code>${message}</code>, <code>${code}</code>,
 *     <code>${requestId}</code> and <code>${status}</code> in its string values are replaced; a value that is nothing but
 *     <code>${status}</code> becomes a number
 * @param types the provider's word for an error by its HTTP status
 * @param otherType its word for an error of any other status
 * @param headers header fields that go with an error, with the same placeholders in their values
 */
public record ErrorShape(String template, Map<Integer, String> types, String otherType, Map<String, String> headers) {

    /** The shape for a name that is no provider, and for providers that say nothing of their own. */
    public static final ErrorShape OWN = new ErrorShape(
            "{\"error\":{\"type\":\"${type}\",\"code\":\"${code}\",\"message\":\"${message}\","
                    + "\"request_id\":\"${requestId}\"}}",
            Map.of(
                    400, "invalid_request",
                    401, "authentication",
                    403, "permission",
                    404, "not_found",
                    405, "invalid_request",
                    409, "conflict",
                    413, "request_too_large",
                    415, "invalid_request",
                    429, "rate_limit",
                    503, "unavailable"),
            "internal",
            Map.of());

    // Copies the maps.
    public ErrorShape {
        types = Map.copyOf(types);
        headers = Map.copyOf(headers);
    }

    /** {@return this shape in a JSON array} */
    public ErrorShape inList() {
        return new ErrorShape("[" + template + "]", types, otherType, headers);
    }

    /**
     * {@return the provider's word for an error}
     *
     * @param status its HTTP status
     */
    public String type(int status) {
        return types.getOrDefault(status, otherType);
    }
}
