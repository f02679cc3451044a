/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What crosses the gateway and what does not, seen from both sides. */
@Tag("container")
class ForwardingTest {

    private ScriptedUpstream upstream;
    private MountedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(upstream.url());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @Test
    void swapsTheKeyAndLeavesTheRestAsItIs() throws Exception {
        upstream.answerWith(Answers.json("{\"ok\" : true}"));
        byte[] body = "{ \"model\":\"claude-x\",\n\t\"odd\" :  [1, 2 ] }".getBytes(UTF_8);

        Answer answer;
        try (RawClient client = gateway.client()) {
            answer = client.post(
                    "/anthropic/v1/messages?beta=true&x=%20a+b",
                    body,
                    "x-api-key: " + KEY,
                    "Content-Type: application/json",
                    "anthropic-version: 2023-06-01",
                    "User-Agent: my-sdk/1.0");
        }

        ReceivedRequest received = upstream.takeRequest(SOON);
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.target()).isEqualTo("/v1/messages?beta=true&x=%20a+b");
        assertThat(received.body()).isEqualTo(body);
        assertThat(received.header("x-api-key")).contains(SECRET);
        assertThat(received.header("authorization")).isEmpty();
        assertThat(received.header("user-agent")).contains("my-sdk/1.0");
        assertThat(received.header("anthropic-version")).contains("2023-06-01");
        assertThat(received.header("content-length")).contains(Integer.toString(body.length));
        assertThat(answer.head().status()).isEqualTo(200);
        assertThat(answer.body().text()).isEqualTo("{\"ok\" : true}");
        UsageRecord record = gateway.takeRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(record.model()).contains("claude-x");
    }

    @Test
    void leavesTheApplicationsOwnPathsAlone() throws Exception {
        try (RawClient client = gateway.client()) {
            Answer answer = client.get("/hello");
            assertThat(answer.head().status()).isEqualTo(200);
            assertThat(answer.body().text()).isEqualTo("hello");
        }
    }

    @Test
    void refusesAnUnknownKeyInTheProvidersOwnWords() throws Exception {
        try (RawClient client = gateway.client()) {
            Answer answer = client.post("/anthropic/v1/messages", "{}".getBytes(UTF_8), "x-api-key: wrong");
            assertThat(answer.head().status()).isEqualTo(401);
            assertThat(answer.body().text()).contains("authentication_error");
            assertThat(answer.head().first("x-dheera-error")).contains("invalid_key");
        }
        assertThat(upstream.requestCount()).isZero();
        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.REJECTED);
    }

    @Test
    void passesAGetOn() throws Exception {
        upstream.answerWith(Answers.json("{}"));
        try (RawClient client = gateway.client()) {
            assertThat(client.get("/openai/v1/models", auth()).head().status()).isEqualTo(200);
        }
        assertThat(upstream.takeRequest(SOON).header("authorization")).contains("Bearer " + SECRET);
    }
}
