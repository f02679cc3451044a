/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import ai.dheera.passthrough.spi.CredentialScheme;
import ai.dheera.passthrough.spi.RequestSigner;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * {@code "aws": {…}} in a credential: requests are signed with keys that stand there, or with those that the AWS SDK's
 * default chain finds (environment, profile, web identity, container, instance), as itself or in a role.
 */
public final class AwsCredentialScheme implements CredentialScheme {

    private static final String ACCESS_KEY = "accessKeyId";
    private static final String SECRET_KEY = "secretAccessKey";
    private static final String SESSION_TOKEN = "sessionToken";
    private static final String PROFILE = "profile";
    private static final String ROLE = "roleArn";
    private static final String EXTERNAL_ID = "externalId";

    /** For the {@link java.util.ServiceLoader}. */
    public AwsCredentialScheme() {}

    @Override
    public String name() {
        return "aws";
    }

    @Override
    public Set<String> options() {
        return Set.of(ACCESS_KEY, SECRET_KEY, SESSION_TOKEN, PROFILE, ROLE, EXTERNAL_ID);
    }

    @Override
    public RequestSigner signer(Map<String, String> options) {
        refuseMisfits(options);
        AwsCredentialsProvider own = options.containsKey(ACCESS_KEY) ? keys(options) : chain(options);
        String role = options.get(ROLE);
        return new SigV4Signer(role == null ? own : AssumedRole.of(role, options.get(EXTERNAL_ID), own));
    }

    private static void refuseMisfits(Map<String, String> options) {
        if (options.containsKey(ACCESS_KEY) != options.containsKey(SECRET_KEY)) {
            throw new IllegalArgumentException("needs both an \"accessKeyId\" and a \"secretAccessKey\", or neither");
        }
        if (options.containsKey(SESSION_TOKEN) && !options.containsKey(ACCESS_KEY)) {
            throw new IllegalArgumentException("has a \"sessionToken\" without the \"accessKeyId\" that it belongs to");
        }
        if (options.containsKey(PROFILE) && options.containsKey(ACCESS_KEY)) {
            throw new IllegalArgumentException("needs either a \"profile\" or an \"accessKeyId\", not both");
        }
        if (options.containsKey(EXTERNAL_ID) && !options.containsKey(ROLE)) {
            throw new IllegalArgumentException("has an \"externalId\" without the \"roleArn\" that asks for it");
        }
        if (options.values().stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("has an empty option");
        }
    }

    private static AwsCredentialsProvider keys(Map<String, String> options) {
        String accessKey = options.get(ACCESS_KEY);
        String secretKey = options.get(SECRET_KEY);
        String token = options.get(SESSION_TOKEN);
        return StaticCredentialsProvider.create(
                token == null
                        ? AwsBasicCredentials.create(accessKey, secretKey)
                        : AwsSessionCredentials.create(accessKey, secretKey, token));
    }

    private static AwsCredentialsProvider chain(Map<String, String> options) {
        DefaultCredentialsProvider.Builder chain =
                DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true);
        String profile = options.get(PROFILE);
        return profile == null ? chain.build() : chain.profileName(profile).build();
    }
}
