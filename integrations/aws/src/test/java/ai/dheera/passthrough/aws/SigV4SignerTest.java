/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.ConfiguredGateway;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigV4SignerTest {

    private static final String KEY = "vk-of-the-tests";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;
    private ConfiguredGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        upstream.answerWith(Answers.json("{}"));
        gateway = ConfiguredGateway.of(folder, """
                { 'providers': { 'signed': {
                    'upstream': '%s/base', 'settings': { 'service': 'bedrock' },
                    'credentials': [ { 'region': 'eu-west-3',
                        'aws': { 'accessKeyId': 'AKIDEXAMPLE', 'secretAccessKey': '%s', 'sessionToken': 'the-token' } } ] } },
                  'longestHeldBody': 2000000,
                  'keys': [ { 'id': 'k', 'secret': '%s' } ] }""".formatted(upstream.url(), SECRET, KEY));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/model/plain/invoke",
                "/model/anthropic.claude-v2:1/invoke",
                "/model/anthropic.claude-v2%3A1/invoke",
                "/a%20b/%C3%A4/~x/(y)/*/'z'!$,;=@&",
                "/list?b=2&a=1&c",
                "/list?a=%20x&ab=%C3%A4&aB=%2B&empty=",
                "/list?key=dropped&z=1"
            })
    void signsPathAndQueryAsTheyAreSent(String target) throws Exception {
        HttpResponse<String> answer = send(target, BodyPublishers.ofString("{\"a\":1}"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(assertSigned().target()).isEqualTo("/base" + target.replace("key=dropped&", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000, 2_000_000})
    void signsTheWholeBody(int length) throws Exception {
        send("/x", BodyPublishers.ofByteArray(new byte[length]));

        assertThat(assertSigned().bodyLength()).isEqualTo(length);
    }

    @Test
    void signsABodyOfUntoldLength() throws Exception {
        send("/x", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[300_000])));

        assertThat(assertSigned().bodyLength()).isEqualTo(300_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesABodyBeyondTheBound(boolean told) throws Exception {
        byte[] body = new byte[2_000_001];
        HttpResponse<String> answer = send(
                "/x",
                told
                        ? BodyPublishers.ofByteArray(body)
                        : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(upstream.requestCount()).isZero();
    }

    @Test
    void dropsTheClientsOwnSignature() throws Exception {
        http.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/signed/x"))
                        .header(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=" + KEY
                                        + "/20261122/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc")
                        .header("X-Amz-Date", "20010101T000000Z")
                        .header("X-Amz-Security-Token", "the-clients-token")
                        .header("X-Amz-Content-Sha256", "the-clients-hash")
                        .header("X-Amz-Target", "Service.Operation")
                        .GET()
                        .build(),
                BodyHandlers.ofString());

        ReceivedRequest received = assertSigned();
        assertThat(received.head().raw())
                .doesNotContain("the-clients")
                .doesNotContain("20010101")
                .doesNotContain(KEY);
        assertThat(new RecomputedSignature(received).signedHeaders()).contains("x-amz-target", "host");
    }

    private HttpResponse<String> send(String target, BodyPublisher body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/signed" + target))
                        .header("Authorization", "Bearer " + KEY)
                        .header("Content-Type", "application/json")
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }

    private ReceivedRequest assertSigned() throws Exception {
        ReceivedRequest received = upstream.takeRequest(SOON);
        received.awaitBody(SOON);
        RecomputedSignature signature = new RecomputedSignature(received);
        assertThat(signature.accessKeyId()).isEqualTo("AKIDEXAMPLE");
        assertThat(signature.region()).isEqualTo("eu-west-3");
        assertThat(signature.service()).isEqualTo("bedrock");
        assertThat(signature.signedHeaders()).contains("host", "x-amz-date", "x-amz-security-token");
        assertThat(signature.asSent()).isEqualTo(signature.asItShouldBe(SECRET));
        assertThat(received.header("X-Amz-Security-Token")).contains("the-token");
        UsageRecord record = gateway.takeRecord();
        assertThat(record.credentialId()).contains("signed-1");
        return received;
    }
}
