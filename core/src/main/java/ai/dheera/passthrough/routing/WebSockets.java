/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.routing;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.util.Locale;

/** Requests that ask for a WebSocket (RFC 6455). They are not forwarded: without their upgrade they would mean nothing. */
public final class WebSockets {

    private static final String NOT_FORWARDED = "This gateway does not forward WebSockets.";

    private WebSockets() {}

    /**
     * Refuses a request for a WebSocket.
     *
     * @param request any request
     * @throws Refusal {@code unknown_route}
     */
    public static void refuse(ClientRequest request) {
        if (isAskedFor(request.headers())) {
            throw Refusal.of(
                    ErrorCode.UNKNOWN_ROUTE,
                    NOT_FORWARDED + " Nothing was sent to the provider; what it offers over plain HTTP can be used.");
        }
    }

    /** What to tell besides to whom asks for one where there is nothing; empty for all others. */
    static String remark(ClientRequest request) {
        return isAskedFor(request.headers()) ? " " + NOT_FORWARDED : "";
    }

    /** Proxies that know nothing of WebSockets drop {@code Upgrade}, and let the rest of a handshake pass. */
    private static boolean isAskedFor(Headers headers) {
        return headers.contains("Sec-WebSocket-Key")
                || headers.all("Upgrade").stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("websocket"));
    }
}
