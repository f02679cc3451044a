/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.SignableRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** The parts of a request that a signature covers, as the AWS SDK's signer wants them. */
final class SignedParts {

    private SignedParts() {}

    /** With the header fields that AWS demands to be covered. */
    static SdkHttpRequest of(SignableRequest request) {
        SdkHttpRequest.Builder parts = target(request);
        addHeaders(request.headers(), parts, SignedParts::isDemanded);
        return parts.build();
    }

    /** With all header fields. */
    static SdkHttpRequest withAll(SignableRequest request) {
        SdkHttpRequest.Builder parts = target(request);
        addHeaders(request.headers(), parts, name -> true);
        return parts.build();
    }

    private static SdkHttpRequest.Builder target(SignableRequest request) {
        URI base = URI.create(request.scheme() + "://" + request.authority());
        int question = request.target().indexOf('?');
        SdkHttpRequest.Builder parts = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .protocol(request.scheme())
                .host(base.getHost())
                .port(base.getPort() < 0 ? null : base.getPort())
                .encodedPath(question < 0 ? request.target() : request.target().substring(0, question));
        if (question >= 0) {
            addParameters(request.target().substring(question + 1), parts);
        }
        return parts;
    }

    private static void addParameters(String query, SdkHttpRequest.Builder parts) {
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!name.isEmpty()) {
                parts.appendRawQueryParameter(decoded(name), decoded(value));
            }
        }
    }

    /** A plus means itself in what is signed. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isDemanded(String name) {
        return name.equals("host") || name.equals("content-type") || name.startsWith("x-amz-");
    }

    private static void addHeaders(Headers headers, SdkHttpRequest.Builder parts, Predicate<String> covered) {
        for (int i = 0; i < headers.size(); i++) {
            if (covered.test(headers.name(i).toLowerCase(Locale.ROOT))) {
                parts.appendHeader(headers.name(i), headers.value(i));
            }
        }
    }
}
