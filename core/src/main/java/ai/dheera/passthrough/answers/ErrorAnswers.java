/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.answers;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.ErrorShape;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.spi.Headers;
import com.google.gson.JsonPrimitive;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a refusal into a provider's words. Stateless. */
public final class ErrorAnswers {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");
    private static final String STATUS = "${status}";
    private static final Pattern NOT_IN_A_HEADER = Pattern.compile("[^ -~]");

    private ErrorAnswers() {}

    /**
     * {@return the answer to a refused request}
     *
     * @param refusal why
     * @param shape the provider's words
     * @param requestId the gateway's name for the exchange
     */
    public static Answer answer(Refusal refusal, ErrorShape shape, String requestId) {
        ErrorCode code = refusal.code();
        Map<String, String> values = Map.of(
                "type", shape.type(code.status()),
                "message", refusal.text(),
                "code", code.code(),
                "requestId", requestId,
                "status", Integer.toString(code.status()));
        String template = shape.template().replace('"' + STATUS + '"', STATUS); // a number where it stands alone
        byte[] body = filled(template, values, ErrorAnswers::escaped).getBytes(StandardCharsets.UTF_8);
        return new Answer(code.status(), headers(refusal, shape, values, body.length), ByteBuffer.wrap(body));
    }

    private static Headers headers(Refusal refusal, ErrorShape shape, Map<String, String> values, int length) {
        Headers.Builder headers = Headers.builder()
                .add("Content-Type", "application/json")
                .add("Content-Length", Integer.toString(length))
                .add("Cache-Control", "no-store")
                .add("x-dheera-error", refusal.code().code())
                .add("x-dheera-request-id", values.getOrDefault("requestId", ""));
        if (!refusal.code().retryable()) {
            headers.add("x-should-retry", "false");
        }
        refusal.retryAfter()
                .ifPresent(wait -> headers.add(
                        "Retry-After",
                        Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()))));
        shape.headers().forEach((name, value) -> headers.add(name, filled(value, values, ErrorAnswers::onOneLine)));
        return headers.build();
    }

    private static String filled(String template, Map<String, String> values, UnaryOperator<String> escape) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(escape.apply(values.getOrDefault(found.group(1), ""))));
    }

    /** A message may hold what a client sent, and must not end a header line with it. */
    private static String onOneLine(String text) {
        return NOT_IN_A_HEADER.matcher(text).replaceAll("?");
    }

    private static String escaped(String text) {
        String quoted = new JsonPrimitive(text).toString();
        return quoted.substring(1, quoted.length() - 1);
    }
}
