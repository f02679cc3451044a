/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.AnswerBody;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client goes, stalls or lies. The provider is let go at once, and nobody else notices. */
@Tag("container")
class ClientFaultsTest {

    private static final String ROUTE = "/anthropic/v1/messages";
    private static final Timeouts SHORT_IDLE =
            new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(60));

    private ScriptedUpstream upstream;
    private MountedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(upstream.url(), SHORT_IDLE);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @Test
    void aClientThatHangsUpInAStreamFreesTheProviderWithinASecond() throws Exception {
        upstream.answerWith(Answers.endlessEvents(Duration.ofMillis(50)));
        RawClient client = gateway.client();
        client.sendRequest("POST", ROUTE, "{}".getBytes(UTF_8), auth());
        client.readHead();
        client.body().next();

        long left = System.nanoTime();
        client.close();

        ReceivedRequest request = upstream.takeRequest(SOON);
        long seen = request.awaitClientGone(SOON).at();
        assertThat(Duration.ofNanos(seen - left)).isLessThan(Duration.ofSeconds(1));
        UsageRecord record = gateway.takeRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        assertThat(record.responseBytes()).isPositive();
        assertNextRequestWorks();
    }

    @Test
    void aClientThatResetsInAStreamFreesTheProvider() throws Exception {
        upstream.answerWith(Answers.endlessEvents(Duration.ofMillis(20)));
        RawClient client = gateway.client();
        client.sendRequest("POST", ROUTE, "{}".getBytes(UTF_8), auth());
        client.readHead();

        client.reset();

        upstream.takeRequest(SOON).awaitClientGone(SOON);
        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        assertNextRequestWorks();
    }

    @Test
    void aClientThatHangsUpInItsUploadLeavesNothingBehind() throws Exception {
        upstream.answerWith(Answers.json("{}"));
        RawClient client = gateway.client();
        client.sendHead("POST", ROUTE, auth(), "Content-Length: 1000000");
        client.send(new byte[300_000]);
        upstream.takeRequest(SOON);

        client.reset();

        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        assertNextRequestWorks();
    }

    @Test
    void aClientThatHangsUpBeforeItsShortBodyIsWholeReachesNoProvider() throws Exception {
        RawClient client = gateway.client();
        client.sendHead("POST", ROUTE, auth(), "Content-Length: 1000");
        client.send("half".getBytes(UTF_8));
        client.halfClose();
        client.close();

        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        assertThat(upstream.requestCount()).isZero();
        assertNextRequestWorks();
    }

    @Test
    void aClientThatHangsUpAfterItsAnswerHarmsNobody() throws Exception {
        upstream.answerWith(Answers.json("{}"));
        RawClient client = gateway.client();
        client.post(ROUTE, "{}".getBytes(UTF_8), auth());
        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.COMPLETED);
        client.reset();
        assertNextRequestWorks();
    }

    @Test
    void aBodyThatTricklesInHoldsNoConnectionUpstream() throws Exception {
        RawClient client = gateway.client();
        client.sendHead("POST", ROUTE, auth(), "Content-Length: 1000");
        client.sendSlowly("slowly".getBytes(UTF_8), 1, Duration.ofMillis(20));
        assertThat(upstream.acceptedConnections()).isZero();

        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        client.close();
        assertNextRequestWorks();
    }

    @Test
    void aHeadThatTricklesInHarmsNobody() throws Exception {
        try (RawClient slow = gateway.client()) {
            slow.send("POST /anthropic/v1/messages HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            assertNextRequestWorks();
        }
        assertThat(gateway.records).isEmpty();
    }

    @Test
    void aClientThatReadsNothingIsCutOffInTime() throws Exception {
        upstream.answerWith(Answers.chunked(() -> new ByteArrayInputStream(new byte[64_000_000]), () -> 16_000));
        RawClient client = gateway.client();
        client.sendRequest("POST", ROUTE, "{}".getBytes(UTF_8), auth());
        client.readHead();

        UsageRecord record = gateway.takeRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        assertThat(record.responseBytes()).isLessThan(64_000_000);
        client.close();
        assertNextRequestWorks();
    }

    @Test
    void aClientThatSendsNoMoreStillGetsItsAnswer() throws Exception {
        upstream.answerWith(Answers.json("{\"whole\":1}"));
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", ROUTE, "{}".getBytes(UTF_8), auth());
            client.halfClose();
            Answer answer = client.readAnswer();
            assertThat(answer.body().text()).isEqualTo("{\"whole\":1}");
            assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.COMPLETED);
        }
    }

    @Test
    void anEarlyAnswerDuringTheUploadArrives() throws Exception {
        upstream.answerWith(Answers.earlyNotReadingOn(413, "{\"too\":\"large\"}", 100_000));
        try (RawClient client = gateway.client()) {
            client.sendHead("POST", ROUTE, auth(), "Content-Length: 300000");
            client.send(new byte[200_000]);
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body().text()).isEqualTo("{\"too\":\"large\"}");
            assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.COMPLETED);
        }
        assertNextRequestWorks();
    }

    @Test
    void anEarlyAnswerArrivesThoughItsConnectionTakesNoMoreOfTheUpload() throws Exception {
        upstream.answerWith(Script.begin()
                .readBody(100_000)
                .sendHead(413, "Content-Length: 2", "Connection: close")
                .send("{}")
                .close());
        try (RawClient client = gateway.client()) {
            client.sendHead("POST", ROUTE, auth(), "Content-Length: 1000000");
            client.send(new byte[1_000_000]);
            assertThat(client.readAnswer().status()).isEqualTo(413);
            assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.COMPLETED);
        }
        assertNextRequestWorks();
    }

    @Test
    void eachEventArrivesWhenItIsSent() throws Exception {
        upstream.answerWith(Answers.events(Duration.ofMillis(100), "one", "two", "three"));
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", ROUTE, "{}".getBytes(UTF_8), auth());
            client.readHead();
            AnswerBody pieces = client.body();
            long first = pieces.next().orElseThrow().arrivedAt();
            long second = pieces.next().orElseThrow().arrivedAt();
            assertThat(Duration.ofNanos(second - first)).isGreaterThan(Duration.ofMillis(50));
            assertThat(pieces.finish().complete()).isTrue();
        }
    }

    @Test
    void theHeadOfAStreamArrivesBeforeItsFirstEvent() throws Exception {
        upstream.answerWith(Answers.eventStreamHead().awaitGate("thinking").sendLastChunk());
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", ROUTE, "{}".getBytes(UTF_8), auth());
            assertThat(client.readHead().status()).isEqualTo(200);
            upstream.gate("thinking").open();
        }
    }

    private void assertNextRequestWorks() throws Exception {
        gateway.awaitNothingHeld();
        upstream.answerWith(Answers.json("{\"next\":1}"));
        try (RawClient client = gateway.client()) {
            assertThat(client.post(ROUTE, "{}".getBytes(UTF_8), auth()).body().text())
                    .isEqualTo("{\"next\":1}");
            assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.COMPLETED);
        }
    }
}
