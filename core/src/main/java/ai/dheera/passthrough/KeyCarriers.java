/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every place of a request in which a client may put its key: wherever some SDK puts its provider's. Whatever stands
 * in one of them is never sent on.
 */
public final class KeyCarriers {

    /** The header field that wins over all other places. */
    public static final String OWN_HEADER = "X-Dheera-Api-Key";

    private static final String AUTHORIZATION = "Authorization";
    private static final String WEB_SOCKET = "Sec-WebSocket-Protocol";

    /** Header fields whose whole value is the key, or the user name that Langfuse's SDKs repeat. */
    private static final List<String> PLAIN = List.of(
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "xi-api-key",
            "Ocp-Apim-Subscription-Key",
            "X-Langfuse-Public-Key");

    private static final List<String> HEADERS = headers();
    private static final Set<String> PARAMETERS = Set.of("key", "access_token");
    private static final Set<String> SCHEMES = Set.of("bearer", "token", "key", "basic", "aws4-hmac-sha256");

    /** Each may cost a look-up, and no SDK presents nearly as many. */
    private static final int MOST_PRESENTED = 16;

    private KeyCarriers() {}

    private static List<String> headers() {
        List<String> all = new ArrayList<>(PLAIN);
        all.addAll(List.of(OWN_HEADER, AUTHORIZATION, WEB_SOCKET));
        return List.copyOf(all);
    }

    /** {@return the header fields that may carry a key} */
    public static List<String> headerNames() {
        return HEADERS;
    }

    /**
     * {@return what a request presents as keys, best first, each once, 16 at most; empty where it presents none}
     *
     * @param request the request
     * @param preferred the header fields in which the provider's SDKs put the key, in order
     */
    public static Collection<String> presented(ClientRequest request, List<String> preferred) {
        Headers headers = request.headers();
        Set<String> found = new LinkedHashSet<>(4);
        headers.all(OWN_HEADER).forEach(value -> found.add(withoutScheme(value)));
        found.remove("");
        if (!found.isEmpty()) {
            return mostOf(found);
        }
        for (String name : preferred) {
            addFrom(headers, name, found);
        }
        addFrom(headers, AUTHORIZATION, found);
        for (String name : PLAIN) {
            addFrom(headers, name, found);
        }
        addFromQuery(request.query(), found);
        addFromSubprotocols(headers, found);
        found.remove("");
        return mostOf(found);
    }

    private static Collection<String> mostOf(Set<String> found) {
        return found.size() <= MOST_PRESENTED
                ? found
                : found.stream().limit(MOST_PRESENTED).toList();
    }

    private static void addFrom(Headers headers, String name, Set<String> found) {
        for (String value : headers.all(name)) {
            if (name.equalsIgnoreCase(AUTHORIZATION)) {
                addFromAuthorization(value.strip(), found);
            } else {
                found.add(value.strip());
            }
        }
    }

    private static void addFromAuthorization(String value, Set<String> found) {
        int space = value.indexOf(' ');
        String scheme = space < 0 ? "" : value.substring(0, space).toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "bearer", "token", "key" ->
                found.add(value.substring(space + 1).strip());
            case "basic" -> addFromBasic(value.substring(space + 1).strip(), found);
            case "aws4-hmac-sha256" -> addFromSignature(value, found);
            default -> addUnlessScheme(value, found);
        }
    }

    /** An SDK without a key sends the scheme alone. */
    private static void addUnlessScheme(String value, Set<String> found) {
        if (!SCHEMES.contains(value.toLowerCase(Locale.ROOT))) {
            found.add(value);
        }
    }

    private static String withoutScheme(String value) {
        String stripped = value.strip();
        if (stripped.equalsIgnoreCase("Bearer")) {
            return "";
        }
        return stripped.regionMatches(true, 0, "Bearer ", 0, 7)
                ? stripped.substring(7).strip()
                : stripped;
    }

    /** IBM's SDK for Python sends a token without dots behind this scheme as it is. */
    private static void addFromBasic(String value, Set<String> found) {
        String pair = fromBase64(value);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            found.add(pair);
            found.add(value);
        } else {
            found.add(pair.substring(colon + 1));
            found.add(pair.substring(0, colon));
        }
    }

    private static String fromBase64(String value) {
        try {
            return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // not Base64
        }
    }

    private static void addFromSignature(String value, Set<String> found) {
        int at = value.indexOf("Credential=");
        int slash = at < 0 ? -1 : value.indexOf('/', at);
        if (slash > 0) {
            found.add(value.substring(at + "Credential=".length(), slash));
        }
    }

    private static void addFromQuery(@Nullable String query, Set<String> found) {
        if (query == null) {
            return;
        }
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && isKeyParameter(parameter)) {
                found.add(decoded(parameter.substring(equals + 1)));
            }
        }
    }

    /** A browser can set no header on a WebSocket, so SDKs put the key among the subprotocols, behind some prefix. */
    private static void addFromSubprotocols(Headers headers, Set<String> found) {
        for (String value : headers.all(WEB_SOCKET)) {
            for (String protocol : value.split(",")) {
                String name = protocol.strip();
                found.add(name);
                found.add(name.substring(name.indexOf('.') + 1));
            }
        }
    }

    /**
     * {@return whether a query parameter carries a key}
     *
     * @param parameter raw, with or without its value
     */
    public static boolean isKeyParameter(String parameter) {
        return PARAMETERS.contains(parameterName(parameter));
    }

    /**
     * {@return the value of a query parameter, decoded}
     *
     * @param query the raw query, or null where there is none
     * @param name the parameter's name
     */
    public static Optional<String> parameter(@Nullable String query, String name) {
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            if (parameterName(parameter).equals(name)) {
                int equals = parameter.indexOf('=');
                return Optional.of(equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    /**
     * {@return the decoded name of a query parameter}
     *
     * @param parameter raw, with or without its value
     */
    public static String parameterName(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        return name.indexOf('%') < 0 && name.indexOf('+') < 0 ? name : decoded(name);
    }

    /**
     * {@return a raw query without the parameters that carry a key, the others byte for byte; null where none is left
     * or there was none}
     *
     * @param query the raw query
     */
    public static @Nullable String withoutKeys(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return query;
        }
        StringBuilder kept = null;
        boolean dropped = false;
        for (String parameter : query.split("&", -1)) {
            if (isKeyParameter(parameter)) {
                dropped = true;
                continue;
            }
            kept = kept == null ? new StringBuilder(query.length()) : kept.append('&');
            kept.append(parameter);
        }
        if (!dropped) {
            return query;
        }
        return kept == null ? null : kept.toString();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a broken escape means itself
        }
    }
}
