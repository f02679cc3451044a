/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import ai.dheera.passthrough.spi.CredentialScheme;
import ai.dheera.passthrough.spi.RequestSigner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code "google": {…}} in a credential: requests carry an access token of Google Cloud, for the service account of a
 * key file, or for what Google's libraries find by themselves (application default credentials).
 */
public final class GoogleCredentialScheme implements CredentialScheme {

    private static final String SERVICE_ACCOUNT = "serviceAccount";
    private static final String SCOPE = "scope";
    private static final String QUOTA_PROJECT = "quotaProject";
    private static final String USUAL_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    /** For the {@link java.util.ServiceLoader}. */
    public GoogleCredentialScheme() {}

    @Override
    public String name() {
        return "google";
    }

    @Override
    public Set<String> options() {
        return Set.of(SERVICE_ACCOUNT, SCOPE, QUOTA_PROJECT);
    }

    @Override
    public RequestSigner signer(Map<String, String> options) {
        List<String> scopes = scopes(options.getOrDefault(SCOPE, USUAL_SCOPE));
        Optional<String> quotaProject = Optional.ofNullable(options.get(QUOTA_PROJECT));
        quotaProject.ifPresent(GoogleCredentialScheme::refuseOddProject);
        FoundCredentials credentials = options.containsKey(SERVICE_ACCOUNT)
                ? FoundCredentials.of(ServiceAccountFile.read(options.get(SERVICE_ACCOUNT)), scopes)
                : new ApplicationDefault(System.getenv()).credentials(scopes);
        return new TokenSigner(credentials, quotaProject);
    }

    private static List<String> scopes(String scope) {
        if (scope.isBlank()) {
            throw new IllegalArgumentException("has an empty \"scope\": leave it out for " + USUAL_SCOPE
                    + ", or name some, with spaces between them");
        }
        return List.of(scope.strip().split("\\s+"));
    }

    private static void refuseOddProject(String project) {
        if (!project.matches("[A-Za-z0-9.:_-]+")) {
            throw new IllegalArgumentException("has the \"quotaProject\" '" + project
                    + "', which is no id of a project: letters, digits, dots, colons, underscores and hyphens are");
        }
    }
}
