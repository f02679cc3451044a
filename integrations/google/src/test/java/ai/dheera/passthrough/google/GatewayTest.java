/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.SecretWatch;
import ai.dheera.passthrough.servlet.ConfiguredGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Whole exchanges whose credential is an access token. */
class GatewayTest {

    private static final String KEY = "vk-of-the-tests-4711";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;
    private TokenEndpoint endpoint;
    private SecretWatch watch;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start().answerWith(Answers.json("{}"));
        endpoint = new TokenEndpoint();
        endpoint.mints(3600);
        watch = SecretWatch.attach()
                .register("the token", TokenEndpoint.token(1))
                .register("the virtual key", KEY)
                .register(
                        "the private key",
                        endpoint.privateKey().lines().skip(2).findFirst().orElseThrow());
    }

    @AfterEach
    void stop() throws Exception {
        watch.close();
        endpoint.close();
        upstream.close();
    }

    private ConfiguredGateway gateway(String credentials) throws Exception {
        return ConfiguredGateway.of(folder, """
                { 'providers': { 'cloud': { 'upstream': '%s', 'credentials': [ %s ] } },
                  'keys': [ { 'id': 'k', 'secret': '%s' } ] }""".formatted(upstream.url(), credentials, KEY));
    }

    private String google(Path account) {
        return "{ 'google': { 'serviceAccount': '" + account + "', 'quotaProject': 'payer' } }";
    }

    @Test
    void sendsTheTokenInPlaceOfTheVirtualKey() throws Exception {
        try (ConfiguredGateway gateway = gateway(google(endpoint.accountIn(folder)))) {
            assertThat(ask(gateway).statusCode()).isEqualTo(200);
            assertThat(ask(gateway).statusCode()).isEqualTo(200);

            for (int i = 0; i < 2; i++) {
                ReceivedRequest received = upstream.takeRequest(SOON);
                assertThat(received.head().all("Authorization")).containsExactly("Bearer " + TokenEndpoint.token(1));
                assertThat(received.head().all("x-goog-user-project")).containsExactly("payer");
                assertThat(received.head().raw()).doesNotContain(KEY).doesNotContain("the-clients");
                UsageRecord record = gateway.takeRecord();
                assertThat(record.credentialId()).contains("cloud-1");
                watch.assertClean(record.toString());
            }
            assertThat(endpoint.server.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void keepsTheProjectThatTheClientsOwnCredentialsBillFromTheProvider() throws Exception {
        try (ConfiguredGateway gateway = gateway(
                "{ 'google': { 'serviceAccount': '" + endpoint.accountIn(folder) + "' } }, { 'apiKey': 'x' }")) {
            for (int i = 0; i < 10; i++) {
                assertThat(ask(gateway).statusCode()).isEqualTo(200);
                assertThat(upstream.takeRequest(SOON).header("x-goog-user-project"))
                        .isEmpty();
            }
        }
    }

    @Test
    void refusesAnExchangeForWhichThereIsNoTokenUntilThereIs() throws Exception {
        endpoint.refuses();
        try (ConfiguredGateway gateway = gateway(google(endpoint.accountIn(folder)));
                LogCapture log = LogCapture.of("ai.dheera.passthrough")) {
            HttpResponse<String> refused = ask(gateway);

            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.headers().firstValue("x-dheera-error")).contains("no_credential");
            assertThat(upstream.requestCount()).isZero();
            assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.FAILED);
            log.await(Level.ERROR, "'cloud-1' of provider 'cloud' cannot be used", SOON);
            assertThat(log.events(Level.ERROR, "400 Bad Request")).hasSize(1);
            watch.assertClean(refused.body());

            endpoint.mints(3600);
            assertThat(ask(gateway).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void movesToAnotherCredentialWhereOneHasNoToken() throws Exception {
        endpoint.refuses();
        try (TokenEndpoint working = new TokenEndpoint();
                ConfiguredGateway gateway = gateway(google(endpoint.accountIn(folder)) + ", "
                        + google(working.accountIn(Files.createDirectory(folder.resolve("working")))))) {
            working.mints(3600);

            for (int i = 0; i < 10; i++) {
                assertThat(ask(gateway).statusCode()).isEqualTo(200);
                assertThat(gateway.takeRecord().credentialId()).contains("cloud-2");
            }
        }
    }

    private HttpResponse<String> ask(ConfiguredGateway gateway) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/cloud/v1/x"))
                        .header("Authorization", "Bearer " + KEY)
                        .header("x-goog-user-project", "the-clients")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }
}
