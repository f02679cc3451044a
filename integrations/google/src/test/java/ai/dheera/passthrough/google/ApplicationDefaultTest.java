/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.SignableRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * As the build runs this, {@code CLOUDSDK_CONFIG} is a folder of its own and {@code NO_GCE_CHECK} is true, so that no
 * test asks for a machine's credentials. Google's library keeps what it has found for the life of the JVM.
 */
class ApplicationDefaultTest {

    private static final Path GCLOUD = Path.of(System.getenv("CLOUDSDK_CONFIG"));
    private static final Path FILE = GCLOUD.resolve("application_default_credentials.json");
    private static final Map<String, String> MACHINE_MAY_HAVE_SOME = Map.of();
    private static final List<String> SCOPE = List.of("https://www.googleapis.com/auth/cloud-platform");

    @BeforeEach
    void clean() throws Exception {
        Files.createDirectories(GCLOUD);
        Files.deleteIfExists(FILE);
    }

    @AfterEach
    void cleanUp() throws Exception {
        Files.deleteIfExists(FILE);
    }

    @Test
    void isMissedUntilItIsThere() throws Exception {
        assertThat(catchThrowable(() -> new GoogleCredentialScheme().signer(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "finds no application default credentials", "were not found", "serviceAccount");

        Files.writeString(FILE, "{\"type\":\"service_account\"}");
        assertThat(catchThrowable(() -> new GoogleCredentialScheme().signer(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(FILE.toString(), "client_email");

        Files.delete(FILE);
        TokenSigner later =
                new TokenSigner(new ApplicationDefault(MACHINE_MAY_HAVE_SOME).credentials(SCOPE), Optional.empty());
        assertThat(catchThrowable(() -> signed(later, Runnable::run).join()))
                .hasMessageContainingAll("no access token of Google", "were not found");

        try (TokenEndpoint endpoint = new TokenEndpoint()) {
            endpoint.mints(3600);
            Files.writeString(FILE, endpoint.account().toString());
            assertThat(signed(later, Runnable::run).join().first("Authorization"))
                    .contains("Bearer " + TokenEndpoint.token(1));
            assertThat(signed(later, task -> {
                                throw new AssertionError("what is there needs no other thread");
                            })
                            .getNow(Headers.none())
                            .first("Authorization"))
                    .contains("Bearer " + TokenEndpoint.token(1));
        }
    }

    private static CompletableFuture<Headers> signed(TokenSigner signer, Executor executor) {
        SignableRequest request = new SignableRequest(
                "GET", "https", "aiplatform.googleapis.com", "/", Headers.none(), List.of(), Map.of());
        return signer.sign(request, executor).toCompletableFuture();
    }
}
