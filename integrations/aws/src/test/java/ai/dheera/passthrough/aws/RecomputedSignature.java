/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import ai.dheera.passthrough.fixtures.ReceivedRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature that a request should have, worked out from what arrived by the steps of the AWS documentation
 * ("Create a signed AWS API request"), without any code of the AWS SDK.
 */
final class RecomputedSignature {

    private static final Pattern AUTHORIZATION = Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/"
            + "([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");

    private final ReceivedRequest request;
    private final Matcher parts;

    RecomputedSignature(ReceivedRequest request) {
        this.request = request;
        this.parts = AUTHORIZATION.matcher(request.header("Authorization").orElse(""));
        if (!parts.matches()) {
            throw new AssertionError("the request is not signed: " + request.header("Authorization"));
        }
    }

    String accessKeyId() {
        return parts.group(1);
    }

    String region() {
        return parts.group(3);
    }

    String service() {
        return parts.group(4);
    }

    List<String> signedHeaders() {
        return List.of(parts.group(5).split(";"));
    }

    String asSent() {
        return parts.group(6);
    }

    String asItShouldBe(String secretAccessKey) throws GeneralSecurityException {
        String scope = parts.group(2) + "/" + region() + "/" + service() + "/aws4_request";
        String text = "AWS4-HMAC-SHA256\n" + request.header("X-Amz-Date").orElseThrow() + "\n" + scope + "\n"
                + hex(sha256(canonicalRequest()));
        byte[] key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/")) {
            key = hmac(key, step);
        }
        return hex(hmac(key, text));
    }

    private String canonicalRequest() {
        int question = request.target().indexOf('?');
        String path = question < 0 ? request.target() : request.target().substring(0, question);
        String query = question < 0 ? "" : request.target().substring(question + 1);
        String headers = signedHeaders().stream()
                .map(name ->
                        name + ":" + String.join(",", request.head().all(name)).strip() + "\n")
                .collect(Collectors.joining());
        return request.method() + "\n" + canonicalPath(path) + "\n" + canonicalQuery(query) + "\n" + headers + "\n"
                + parts.group(5) + "\n" + request.bodySha256();
    }

    private static String canonicalPath(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(RecomputedSignature::encoded)
                .collect(Collectors.joining("/"));
    }

    private static String canonicalQuery(String query) {
        Map<String, String> sorted = new TreeMap<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] pair = parameter.split("=", 2);
            sorted.put(encoded(decoded(pair[0])), encoded(pair.length < 2 ? "" : decoded(pair[1])));
        }
        return sorted.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("&"));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static byte[] sha256(String text) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
