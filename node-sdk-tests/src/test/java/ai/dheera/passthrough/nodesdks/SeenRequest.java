/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.nodesdks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.dheera.passthrough.fixtures.ReceivedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as the provider saw it, without what belongs to a connection, carries a key, or is narrowed to what the
 * gateway can read.
 *
 * @param line method and target
 * @param fields the values of its other header fields by name in lower case
 * @param body its text, one character for a byte, or its digest where it is long
 */
record SeenRequest(String line, Map<String, List<String>> fields, String body) {

    private static final Set<String> MAY_DIFFER = Set.of("host", "connection", "accept-encoding");

    /** What AWS's SDK makes anew each time. */
    private static final Set<String> MADE_ANEW = Set.of("amz-sdk-invocation-id", "x-amz-content-sha256", "x-amz-date");

    /** In the user agent of AWS's SDK: where its settings came from. */
    private static final Pattern HOW_SET_UP = Pattern.compile("(?<=^aws-sdk-js/.{1,200}) m/\\S+$");

    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");

    static SeenRequest of(ReceivedRequest request) {
        Map<String, List<String>> fields = new TreeMap<>();
        request.head().headers().forEach(field -> {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (isCompared(name)) {
                fields.computeIfAbsent(name, unused -> new ArrayList<>()).add(valueOf(request, field.value()));
            }
        });
        return new SeenRequest(lineOf(request), fields, withoutBoundary(request, bodyOf(request)));
    }

    private static boolean isCompared(String name) {
        return !MAY_DIFFER.contains(name) && !MADE_ANEW.contains(name) && !NodeSdk.KEY_FIELDS.contains(name);
    }

    static String lineOf(ReceivedRequest request) {
        return request.method() + " " + request.target();
    }

    /** The text of a body that is short enough to be kept, else what is known of it. */
    static String bodyOf(ReceivedRequest request) {
        return request.bodyLength() > ReceivedRequest.KEPT
                ? request.bodyLength() + " bytes, SHA-256 " + request.bodySha256()
                : new String(request.body(), ISO_8859_1);
    }

    private static String valueOf(ReceivedRequest request, String value) {
        return withoutBoundary(request, HOW_SET_UP.matcher(value).replaceFirst(""));
    }

    /** Each form has a boundary of its own. */
    private static String withoutBoundary(ReceivedRequest request, String text) {
        Matcher boundary = BOUNDARY.matcher(request.header("content-type").orElse(""));
        return boundary.find() ? text.replace(boundary.group(1), "…") : text;
    }
}
