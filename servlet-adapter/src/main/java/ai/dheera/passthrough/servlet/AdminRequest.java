/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.KeyCarriers;
import ai.dheera.passthrough.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an operator asks for.
 *
 * @param method the method
 * @param path the segments below where the servlet is mounted
 * @param parameters those of the query, each once
 * @param body the body, empty where there is none
 */
record AdminRequest(String method, List<String> path, Map<String, String> parameters, String body) {

    private static final int LONGEST_BODY = 256 * 1024;
    private static final Set<String> WITH_BODY = Set.of("POST", "PATCH", "PUT");

    /**
     * {@return what a request asks for}
     *
     * @throws Refusal where that is nothing that can be meant
     */
    static AdminRequest of(HttpServletRequest request) throws IOException {
        String info = Optional.ofNullable(request.getPathInfo()).orElse("/");
        List<String> path = Arrays.stream(info.split("/", -1)).skip(1).toList();
        return new AdminRequest(request.getMethod(), path, parameters(request), body(request));
    }

    /** Parsed here: the container's own parsing would take a form's body for parameters. */
    private static Map<String, String> parameters(HttpServletRequest request) {
        Map<String, String> parameters = new TreeMap<>();
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        for (String parameter : query.split("&", -1)) {
            if (!parameter.isEmpty()
                    && parameters.put(KeyCarriers.parameterName(parameter), value(parameter)) != null) {
                throw wrong("'" + KeyCarriers.parameterName(parameter) + "' may be there once");
            }
        }
        return parameters;
    }

    private static String value(String parameter) {
        if (KeyCarriers.isKeyParameter(parameter)) {
            throw wrong("the key belongs into a header: URLs are kept in logs");
        }
        int equals = parameter.indexOf('=');
        try {
            return URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("a parameter is badly encoded");
        }
    }

    /** No page of another site can make a browser send that type without asking first. */
    private static String body(HttpServletRequest request) throws IOException {
        if (!WITH_BODY.contains(request.getMethod())) {
            return "";
        }
        String type = Optional.ofNullable(request.getContentType()).orElse("").toLowerCase(Locale.ROOT);
        if (!type.split(";", -1)[0].strip().equals("application/json")) {
            throw Refusal.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body has to be application/json, and to say so.");
        }
        byte[] bytes = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (bytes.length > LONGEST_BODY) {
            throw Refusal.of(ErrorCode.REQUEST_TOO_LARGE, "The body is longer than " + LONGEST_BODY + " bytes.");
        }
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw wrong("the body is not UTF-8");
        }
    }

    /** Refuses parameters that have none of these names. */
    void allow(String... names) {
        for (String name : parameters.keySet()) {
            if (!List.of(names).contains(name)) {
                throw wrong("'" + name + "' is not a parameter here"
                        + (names.length == 0
                                ? ""
                                : "; these are: " + String.join(", ", new TreeSet<>(List.of(names)))));
            }
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    static Refusal wrong(String what) {
        return Refusal.of(ErrorCode.BAD_REQUEST, what);
    }
}
