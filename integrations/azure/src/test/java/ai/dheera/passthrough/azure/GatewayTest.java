/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import static ai.dheera.passthrough.azure.Entra.CLIENT;
import static ai.dheera.passthrough.azure.Entra.SECRET;
import static ai.dheera.passthrough.azure.Entra.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.SecretWatch;
import ai.dheera.passthrough.fixtures.TestTls;
import ai.dheera.passthrough.servlet.ConfiguredGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Whole exchanges with {@code azure} whose credential is an access token. */
class GatewayTest {

    private static final String KEY = "vk-of-the-tests-4711";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static TestTls tls;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;
    private Entra entra;
    private SecretWatch watch;

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = TestTls.forLocalhost();
    }

    @AfterAll
    static void deleteCertificate() throws Exception {
        tls.close();
    }

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start().answerWith(Answers.json("{}"));
        entra = new Entra(tls);
        entra.mints(3600);
        watch = SecretWatch.attach()
                .register("the token", Entra.token(1))
                .register("the virtual key", KEY)
                .register("the client's secret", SECRET);
    }

    @AfterEach
    void stop() throws Exception {
        watch.close();
        entra.close();
        upstream.close();
    }

    private ConfiguredGateway gateway(String besides) throws Exception {
        return ConfiguredGateway.of(
                folder, """
                { 'providers': { 'azure': { 'upstream': '%s', 'timeouts': { 'connect': 'PT20S' },
                    'credentials': [ { 'azure': { 'tenantId': '%s', 'clientId': '%s', 'clientSecret': '%s', 'authority': '%s' } }%s ] } },
                  'keys': [ { 'id': 'k', 'secret': '%s' } ] }""".formatted(upstream.url(), TENANT, CLIENT, SECRET, entra.authority(), besides, KEY));
    }

    @Test
    void sendsTheTokenInPlaceOfTheVirtualKey() throws Exception {
        try (ConfiguredGateway gateway = gateway("")) {
            for (String carrier : new String[] {"api-key", "Authorization", "x-api-key", "X-Dheera-Api-Key"}) {
                assertThat(ask(gateway, carrier).statusCode()).isEqualTo(200);

                ReceivedRequest received = upstream.takeRequest(SOON);
                assertThat(received.head().all("Authorization")).containsExactly("Bearer " + Entra.token(1));
                assertThat(received.head().raw()).doesNotContain(KEY).doesNotContain("api-key");
                UsageRecord record = gateway.takeRecord();
                assertThat(record.credentialId()).contains("azure-1");
                watch.assertClean(record.toString());
            }
            assertThat(entra.server.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void refusesAnExchangeForWhichThereIsNoTokenUntilThereIs() throws Exception {
        entra.server.answerWith(Answers.json(
                401,
                "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: The provided"
                        + " client secret keys for app are expired.\"}"));
        try (ConfiguredGateway gateway = gateway("");
                LogCapture log = LogCapture.of("ai.dheera.passthrough")) {
            HttpResponse<String> refused = ask(gateway, "api-key");

            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.headers().firstValue("x-dheera-error")).contains("no_credential");
            assertThat(upstream.requestCount()).isZero();
            assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.FAILED);
            log.await(Level.ERROR, "'azure-1' of provider 'azure' cannot be used", SOON);
            assertThat(log.events(Level.ERROR, "AADSTS7000222")).hasSize(1);
            watch.assertClean(refused.body());

            entra.mints(3600);
            assertThat(ask(gateway, "api-key").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void movesToAnotherCredentialWhereOneHasNoToken() throws Exception {
        entra.server.answerWith(Answers.json(401, "{\"error\":\"invalid_client\"}"));
        try (ConfiguredGateway gateway = gateway(", { 'apiKey': 'the-resources-own-key' }")) {
            for (int i = 0; i < 10; i++) {
                assertThat(ask(gateway, "api-key").statusCode()).isEqualTo(200);
                assertThat(gateway.takeRecord().credentialId()).contains("azure-2");
                ReceivedRequest received = upstream.takeRequest(SOON);
                assertThat(received.header("api-key")).contains("the-resources-own-key");
                assertThat(received.header("Authorization")).isEmpty();
            }
        }
    }

    private HttpResponse<String> ask(ConfiguredGateway gateway, String carrier) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/azure/openai/v1/chat/completions"))
                        .header(carrier, carrier.equals("Authorization") ? "Bearer " + KEY : KEY)
                        .POST(BodyPublishers.ofString("{\"model\":\"gpt-5-mini\"}"))
                        .build(),
                BodyHandlers.ofString());
    }
}
