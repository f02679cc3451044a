/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.RequestSigner;
import ai.dheera.passthrough.spi.SignableRequest;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs requests by AWS Signature Version 4, over exactly the bytes and the path that are sent: the path's escapes are
 * escaped once more and nothing of it is normalised, as every service but S3 asks (AWS General Reference, "Create a
 * signed AWS API request"). Signed are host, content type and all of {@code x-amz-*}.
 */
final class SigV4Signer implements RequestSigner {

    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    /** What the signer adds, beside what it finds. */
    private static final List<String> PROOF =
            List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256");

    private final AwsCredentialsProvider credentials;

    SigV4Signer(AwsCredentialsProvider credentials) {
        this.credentials = credentials;
    }

    @Override
    public boolean signsBody() {
        return true;
    }

    /** To find credentials may take a call, and a body of many megabytes takes its time. */
    @Override
    public CompletionStage<Headers> sign(SignableRequest request, Executor workers) {
        return CompletableFuture.supplyAsync(() -> signed(request), workers);
    }

    private Headers signed(SignableRequest request) {
        AwsCredentialsIdentity identity = credentials.resolveCredentials();
        SdkHttpRequest signed = SIGNER.sign(order -> order.identity(identity)
                        .request(SignedParts.of(request))
                        .payload(() -> new BufferStream(request.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, setting(request, "service"))
                        .putProperty(AwsV4HttpSigner.REGION_NAME, setting(request, "region"))
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
                .request();
        Headers.Builder proof = Headers.builder();
        for (String name : PROOF) {
            signed.firstMatchingHeader(name).ifPresent(value -> proof.add(name, value));
        }
        return proof.build();
    }

    private static String setting(SignableRequest request, String name) {
        String value = request.settings().get(name);
        if (value == null) {
            throw new IllegalStateException("a signature for " + request.authority() + " needs a '" + name
                    + "' in the settings of its provider or credential");
        }
        return value.toLowerCase(Locale.ROOT);
    }
}
