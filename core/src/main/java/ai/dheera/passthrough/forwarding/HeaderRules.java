/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.KeyCarriers;
import ai.dheera.passthrough.spi.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which header fields cross the gateway. Fields that belong to one connection (RFC 9110, section 7.6.1) stay on it, in
 * both directions, also those that {@code Connection} names.
 */
final class HeaderRules {

    private static final List<String> HOP_BY_HOP = List.of(
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Authentication-Info",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "HTTP2-Settings");

    /** What tells of the client or of this application, what we set ourselves, and what may carry a key or belong to one. */
    private static final NameSet NOT_SENT = union(List.of(
            HOP_BY_HOP,
            KeyCarriers.headerNames(),
            List.of(
                    "Host",
                    "Content-Length",
                    "Expect",
                    "Accept-Encoding",
                    "Cookie",
                    "Cookie2",
                    "Origin",
                    "Forwarded",
                    "Via",
                    "X-Real-IP",
                    "True-Client-IP",
                    "CF-Connecting-IP",
                    "X-Original-URL",
                    "X-Rewrite-URL",
                    "X-Amz-Date",
                    "X-Amz-Security-Token",
                    "X-Amz-Content-Sha256",
                    "X-Goog-User-Project")));

    private static final String FORWARDED_PREFIX = "x-forwarded-";
    private static final String OWN_PREFIX = "x-dheera-";
    private static final String WEB_SOCKET_PREFIX = "sec-websocket-";

    private static final NameSet NOT_ANSWERED =
            union(List.of(HOP_BY_HOP, List.of("Set-Cookie", "Set-Cookie2", "Alt-Svc", "Strict-Transport-Security")));

    private static final NameSet NONE = NameSet.of();

    private HeaderRules() {}

    private static NameSet union(List<List<String>> names) {
        return NameSet.of(names.stream().flatMap(List::stream).toList());
    }

    /** Whether a field of the client's request goes upstream. */
    static boolean isSent(String name) {
        return !NOT_SENT.contains(name)
                && !startsWith(name, FORWARDED_PREFIX)
                && !startsWith(name, OWN_PREFIX)
                && !startsWith(name, WEB_SOCKET_PREFIX);
    }

    /** Whether a field of the provider's answer goes to the client. */
    static boolean isAnswered(String name, Set<String> withheld) {
        return !NOT_ANSWERED.contains(name)
                && !startsWith(name, OWN_PREFIX)
                && (withheld.isEmpty() || !withheld.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** The fields that {@code Connection} names besides; none in nearly every message. */
    static NameSet namedByConnection(List<String> connection) {
        List<String> names = new ArrayList<>(0);
        for (String value : connection) {
            for (String token : value.split(",")) {
                String name = token.strip();
                if (!name.isEmpty() && !name.equalsIgnoreCase("keep-alive") && !name.equalsIgnoreCase("close")) {
                    names.add(name);
                }
            }
        }
        return names.isEmpty() ? NONE : NameSet.of(names);
    }

    /**
     * What the meter can read of what the client accepts. A client that says nothing gets what it can surely read.
     */
    static String acceptEncoding(Headers headers) {
        for (String value : headers.all("Accept-Encoding")) {
            for (String coding : value.split(",")) {
                int semicolon = coding.indexOf(';');
                String name = (semicolon < 0 ? coding : coding.substring(0, semicolon)).strip();
                boolean gzip = name.equalsIgnoreCase("gzip") || name.equals("*");
                if (gzip && !refused(coding, semicolon)) {
                    return "gzip, identity";
                }
            }
        }
        return "identity";
    }

    private static boolean refused(String coding, int semicolon) {
        return semicolon >= 0 && coding.substring(semicolon + 1).strip().matches("(?i)q=0(\\.0*)?");
    }
}
