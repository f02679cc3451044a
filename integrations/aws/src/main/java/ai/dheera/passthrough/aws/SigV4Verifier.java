/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.SignableRequest;
import ai.dheera.passthrough.spi.SignatureVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * Verifies AWS Signature Version 4 by signing what came in once more, with the same time and the same header fields. The
 * host, the time and the body have to be covered, and the time may be five minutes off, as AWS itself has it. Signatures
 * in the query, and over bodies that are signed piece by piece, are not known here.
 */
public final class SigV4Verifier implements SignatureVerifier {

    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 +Credential=([^/, ]+)/[0-9]{8}/([^/, ]+)"
                    + "/([^/, ]+)/aws4_request, *SignedHeaders=([^, ]+), *Signature=([0-9a-f]{64})");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Clock clock;

    /** For the {@link java.util.ServiceLoader}. */
    public SigV4Verifier() {
        this(Clock.systemUTC());
    }

    SigV4Verifier(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean verifies(SignableRequest request, String secret) {
        List<String> authorizations = request.headers().all("Authorization");
        Matcher parts = AUTHORIZATION.matcher(authorizations.size() == 1 ? authorizations.get(0) : "");
        Optional<Instant> time = time(request.headers());
        if (!parts.matches() || time.isEmpty()) {
            return false;
        }
        List<String> covered = List.of(parts.group(4).split(";", -1));
        String signature = signature(withOnly(covered, request), time.get(), parts, secret);
        return covered.contains("host")
                && covered.contains("x-amz-date")
                && MessageDigest.isEqual(bytes(signature), bytes(parts.group(5)));
    }

    private Optional<Instant> time(Headers headers) {
        List<String> times = headers.all("X-Amz-Date");
        try {
            return times.stream()
                    .map(text -> TIME.parse(text, Instant::from))
                    .filter(time -> times.size() == 1
                            && Duration.between(time, clock.instant()).abs().compareTo(MOST_SKEW) <= 0)
                    .findFirst();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static SignableRequest withOnly(List<String> names, SignableRequest request) {
        Headers.Builder covered = Headers.builder();
        for (int i = 0; i < request.headers().size(); i++) {
            String name = request.headers().name(i);
            if (names.contains(name.toLowerCase(Locale.ROOT))) {
                covered.add(name, request.headers().value(i));
            }
        }
        return new SignableRequest(
                request.method(),
                request.scheme(),
                request.authority(),
                request.target(),
                covered.build(),
                request.body(),
                request.settings());
    }

    /** The signature that the request should have; its body is hashed anew, whatever its header fields say. */
    private String signature(SignableRequest covered, Instant time, Matcher parts, String secret) {
        String authorization = signer.sign(order -> order.identity(AwsBasicCredentials.create(parts.group(1), secret))
                        .request(SignedParts.withAll(covered))
                        .payload(() -> new BufferStream(covered.body()))
                        .putProperty(AwsV4HttpSigner.REGION_NAME, parts.group(2))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, parts.group(3))
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .orElse("");
        return authorization.substring(authorization.lastIndexOf('=') + 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
