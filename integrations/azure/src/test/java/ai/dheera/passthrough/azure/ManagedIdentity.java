/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.SignableRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own on a machine with a managed identity, as App Service has them: the Azure SDK looks for it in the
 * environment. Prints the token that it is given for the identity that it is told.
 */
final class ManagedIdentity {

    static final String HEADER = "the-header-of-the-machine";

    private ManagedIdentity() {}

    public static void main(String[] arguments) {
        SignableRequest request = new SignableRequest(
                "POST", "https", "r.openai.azure.com", "/openai/v1/x", Headers.none(), List.of(), Map.of());
        Headers headers = new AzureCredentialScheme()
                .signer(Map.of("managedIdentity", arguments[0]))
                .sign(request, Runnable::run)
                .toCompletableFuture()
                .join();
        System.out.println(headers.first("Authorization").orElseThrow().replace("Bearer ", ""));
        System.exit(0);
    }

    /** What a machine answers that is asked for a token. */
    static Script answer(String token, Instant end) {
        return Answers.json("{\"access_token\":\"" + token + "\",\"expires_on\":\"" + end.getEpochSecond()
                + "\",\"resource\":\"https://cognitiveservices.azure.com\",\"token_type\":\"Bearer\"}");
    }

    /** What it prints in the end. */
    static String token(String identity, URI machine) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ManagedIdentity.class.getName(),
                identity);
        builder.environment().put("IDENTITY_ENDPOINT", machine + "/msi/token");
        builder.environment().put("IDENTITY_HEADER", HEADER);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError("no token: " + printed);
            }
            return printed.lines().reduce((earlier, last) -> last).orElseThrow();
        } finally {
            process.destroyForcibly();
        }
    }
}
