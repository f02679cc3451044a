/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** Translates between the heads of servlet messages and the gateway's. */
final class Heads {

    private Heads() {}

    static ClientRequest of(HttpServletRequest request, String path) throws IOException {
        return new ClientRequest(
                request.getMethod(),
                path,
                request.getQueryString(),
                headers(request),
                bodySize(request),
                address(request));
    }

    /** There is none where the server listens on something else than the network. */
    private static String address(HttpServletRequest request) {
        @Nullable String address = request.getRemoteAddr();
        return address == null ? ClientRequest.UNKNOWN_ADDRESS : address;
    }

    /** What stands before the path in the URL that the client asked for. */
    static String baseUrl(HttpServletRequest request, String path) {
        String url = request.getRequestURL().toString();
        return url.endsWith(path) ? url.substring(0, url.length() - path.length()) : url;
    }

    private static Headers headers(HttpServletRequest request) {
        Headers.Builder headers = Headers.builder();
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); ) {
                headers.add(name, values.nextElement());
            }
        }
        return headers.build();
    }

    private static BodySize bodySize(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (length >= 0) {
            return new BodySize(length);
        }
        boolean chunked = request.getHeader("Transfer-Encoding") != null;
        return chunked || hasUnframedBody(request) ? BodySize.UNTOLD : BodySize.NO_BODY;
    }

    /** HTTP/2 needs no header for a body. Asking for the stream may send {@code 100 Continue}, which is too early. */
    private static boolean hasUnframedBody(HttpServletRequest request) throws IOException {
        boolean multiplexed = request.getProtocol().startsWith("HTTP/2")
                || request.getProtocol().startsWith("HTTP/3");
        return multiplexed
                && (request.getHeader("Expect") != null
                        || !request.getInputStream().isFinished());
    }

    /** Sets a head on a response. The first of a name replaces what the container or a filter ahead has set. */
    static void apply(int status, Headers headers, HttpServletResponse response) {
        response.setStatus(status);
        for (int i = 0; i < headers.size(); i++) {
            if (isFirst(headers, i)) {
                response.setHeader(headers.name(i), headers.value(i));
            } else {
                response.addHeader(headers.name(i), headers.value(i));
            }
        }
    }

    /**
     * Says that the connection ends behind an answer, where connections carry one exchange at a time. Containers end it
     * where a body was not read, and a client that is not told would use it again. Not said of an answer without a
     * length: containers would end that by the end of the connection alone, and nobody could see that it broke off.
     */
    static void endConnection(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1") && response.containsHeader("Content-Length")) {
            response.setHeader("Connection", "close");
        }
    }

    private static boolean isFirst(Headers headers, int index) {
        String name = headers.name(index);
        for (int i = 0; i < index; i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                return false;
            }
        }
        return true;
    }
}
