/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that nobody in his right mind would send.
 *
 * @param fields its header fields, without what presents the key
 * @param carriers the header fields that present the key, if any
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
record FuzzedRequest(
        String method,
        String path,
        @Nullable String query,
        List<Field> fields,
        List<Field> carriers,
        BodySize size,
        byte[] body) {

    private static final Pattern RUN = Pattern.compile("(?s)(.)\\1{99,}");

    record Field(String name, String value) {}

    /** One without a body. */
    static FuzzedRequest bodiless(
            String method, String path, @Nullable String query, List<Field> fields, List<Field> carriers) {
        return new FuzzedRequest(method, path, query, fields, carriers, BodySize.NO_BODY, new byte[0]);
    }

    ClientRequest toClientRequest() {
        Headers.Builder headers = Headers.builder();
        carriers.forEach(field -> headers.add(field.name(), field.value()));
        fields.forEach(field -> headers.add(field.name(), field.value()));
        return new ClientRequest(method, path, query, headers.build(), size, "127.0.0.1");
    }

    /** All of it, in the letters of a Java text, so that a counterexample can be read and copied. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(written(method + " " + path + (query == null ? "" : "?" + query)));
        carriers.forEach(field -> lines.add(written(field.name() + ": " + field.value())));
        fields.forEach(field -> lines.add(written(field.name() + ": " + field.value())));
        if (size.present()) {
            String text = new String(body, StandardCharsets.ISO_8859_1);
            lines.add((size.told() ? "" : "chunked ") + body.length + " bytes: " + written(text));
        }
        return String.join("\n", lines);
    }

    private static String written(String text) {
        String shown = RUN.matcher(text)
                .replaceAll(run -> Matcher.quoteReplacement(run.group(1)) + "("
                        + run.group().length() + " times)");
        return escaped(shown);
    }

    private static String escaped(String text) {
        StringBuilder written = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\r' -> written.append("\\r");
                case '\n' -> written.append("\\n");
                case '\\' -> written.append("\\\\");
                default -> written.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c));
            }
        }
        return written.toString();
    }
}
