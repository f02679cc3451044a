/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import com.google.auth.oauth2.GoogleAuthUtils;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Google's application default credentials: those of the file that {@code GOOGLE_APPLICATION_CREDENTIALS} names, of
 * {@code gcloud}, or of the machine. A file is read at once; the machine is asked by the network, and so at first use.
 */
final class ApplicationDefault {

    private final Map<String, String> environment;

    ApplicationDefault(Map<String, String> environment) {
        this.environment = environment;
    }

    FoundCredentials credentials(List<String> scopes) {
        return isToldWithoutNetwork()
                ? FoundCredentials.of(found(), scopes)
                : new FoundCredentials(GoogleCredentials::getApplicationDefault, scopes);
    }

    private boolean isToldWithoutNetwork() {
        boolean named =
                !environment.getOrDefault("GOOGLE_APPLICATION_CREDENTIALS", "").isEmpty();
        boolean machineIsNotAsked = Boolean.parseBoolean(environment.get("NO_GCE_CHECK"));
        return named
                || machineIsNotAsked
                || Files.isRegularFile(Path.of(GoogleAuthUtils.getWellKnownCredentialsPath()));
    }

    private static GoogleCredentials found() {
        try {
            return GoogleCredentials.getApplicationDefault();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("finds no application default credentials: " + Wording.of(e)
                    + " Otherwise name the key file of a service account as \"serviceAccount\".");
        }
    }
}
