/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** The keys of a role, renewed ahead of their end by a thread of the SDK's. */
final class AssumedRole {

    private static final String SESSION = "dheera-passthrough";

    private AssumedRole() {}

    static AwsCredentialsProvider of(String roleArn, @Nullable String externalId, AwsCredentialsProvider own) {
        StsClient sts = StsClient.builder()
                .credentialsProvider(own)
                .region(Region.AWS_GLOBAL)
                .build();
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .asyncCredentialUpdateEnabled(true)
                .refreshRequest(request ->
                        request.roleArn(roleArn).roleSessionName(SESSION).externalId(externalId))
                .build();
    }
}
