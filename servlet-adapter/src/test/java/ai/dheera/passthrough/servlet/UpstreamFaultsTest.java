/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.DeadPort;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.Faults;
import ai.dheera.passthrough.fixtures.FramingFaults;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The provider breaks at the worst moment, whichever that is. Each time the client gets the right answer or a broken
 * one, the record tells it, nothing is held any longer, and the next request works.
 */
@Tag("container")
class UpstreamFaultsTest {

    private static final String ROUTE = "/anthropic/v1/messages";
    private static final byte[] BODY = "{\"model\":\"claude-x\"}".getBytes(UTF_8);
    private static final String PARTIAL = "data: the part that came\n\n";
    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(30));

    private ScriptedUpstream upstream;
    private MountedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(upstream.url(), SHORT);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    static Stream<Arguments> faultsBeforeTheHead() {
        return Stream.of(
                Arguments.of("resets before the head", Faults.resetsBeforeHead()),
                Arguments.of("closes before the head", Faults.closesBeforeHead()),
                Arguments.of("resets in the head", Faults.resetsInHead()),
                Arguments.of("closes in the head", Faults.closesInHead()),
                Arguments.of("sends garbage", Faults.garbage()),
                Arguments.of("sends a header line that is too long", Faults.tooLongHeaderLine(100_000)),
                Arguments.of("sends too many headers", Faults.tooManyHeaders(5_000)),
                Arguments.of("sends a head without end", Faults.endlessHead()),
                Arguments.of("tells two lengths", FramingFaults.twoContentLengths("12345")),
                Arguments.of("sends a field with a space in its name", withField("X Odd: 1", "{}")),
                Arguments.of("sends a field with a bracket in its name", withField("X(Odd): 1", "{}")),
                Arguments.of("sends a field with a letter beyond ASCII in its name", withField("X\u00e9: 1", "{}")),
                Arguments.of("sends a field without a name", withField(": 1", "{}")),
                Arguments.of(
                        "sends such a field in an interim answer",
                        Script.begin()
                                .readBody()
                                .send("HTTP/1.1 103 Early Hints\r\nX Odd: 1\r\n\r\n")
                                .close()));
    }

    private static Script withField(String line, String body) {
        return Script.begin()
                .readBody()
                .send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n" + line + "\r\n\r\n" + body)
                .close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsBeforeTheHead")
    void aFaultBeforeTheHeadIsToldAsUnreachable(String name, Script fault) throws Exception {
        upstream.enqueue(fault);

        Answer answer = ask();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.head().first("x-dheera-error")).contains("upstream_unreachable");
        assertThat(answer.head().first("x-should-retry")).isEmpty();
        assertThat(answer.body().text()).contains("\"type\":\"api_error\"");
        assertRecord(Outcome.UPSTREAM_UNREACHABLE, ErrorCode.UPSTREAM_UNREACHABLE, 500);
        assertNextRequestWorks();
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                Arguments.of("never answers", Faults.neverAnswers()),
                Arguments.of("stalls in the head", Faults.stallsInHead()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void silenceBeforeTheHeadIsToldAsATimeout(String name, Script fault) throws Exception {
        upstream.enqueue(fault);

        Answer answer = ask();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.head().first("x-dheera-error")).contains("upstream_timeout");
        assertRecord(Outcome.UPSTREAM_TIMEOUT, ErrorCode.UPSTREAM_TIMEOUT, 500);
        assertNextRequestWorks();
    }

    static Stream<Arguments> faultsBehindTheHead() {
        return Stream.of(
                Arguments.of("resets after the head", Faults.resetsAfterHead()),
                Arguments.of("resets in the body", Faults.resetsInBody(PARTIAL)),
                Arguments.of("closes after the head", Faults.closesAfterHead()),
                Arguments.of("says more length than it sends", FramingFaults.contentLengthTooLong(PARTIAL, 5)),
                Arguments.of("truncates a chunk", FramingFaults.truncatedChunk(PARTIAL)),
                Arguments.of("sends a bad chunk size", FramingFaults.badChunkSize(PARTIAL)),
                Arguments.of("sends a chunk that is too long", FramingFaults.chunkTooLong(PARTIAL)),
                Arguments.of("sends no last chunk", FramingFaults.missingLastChunk(PARTIAL)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsBehindTheHead")
    void anAnswerThatBreaksOffIsSeenAsBroken(String name, Script fault) throws Exception {
        upstream.enqueue(fault);

        Answer answer = ask();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        UsageRecord record = gateway.takeRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_ABORTED);
        assertThat(record.status()).isEqualTo(200);
        assertNextRequestWorks();
    }

    @Test
    void aStreamThatFallsSilentIsBrokenOff() throws Exception {
        upstream.enqueue(Faults.stallsInBody(PARTIAL));

        Answer answer = ask();

        assertThat(answer.body().text()).isEqualTo(PARTIAL);
        assertThat(answer.body().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        assertRecord(Outcome.UPSTREAM_ABORTED, ErrorCode.UPSTREAM_TIMEOUT, 200);
        assertNextRequestWorks();
    }

    @Test
    void aRefusedConnectionIsToldAsUnreachable() throws Exception {
        try (DeadPort port = DeadPort.refusing()) {
            assertRefused(port, "upstream_unreachable");
        }
    }

    @Test
    void aConnectionThatIsNotAcceptedIsGivenUpInTime() throws Exception {
        try (DeadPort port = DeadPort.unreachable()) {
            assertRefused(port, "upstream_unreachable");
        }
    }

    @Test
    void aConnectionThatIsAcceptedAndLeftAloneIsGivenUpInTime() throws Exception {
        try (DeadPort port = DeadPort.hanging()) {
            assertRefused(port, "upstream_timeout");
        }
    }

    private static void assertRefused(DeadPort port, String code) throws Exception {
        try (MountedGateway deaf = MountedGateway.over(port.url(), SHORT);
                RawClient client = deaf.client()) {
            Answer answer = client.post(ROUTE, BODY, auth());
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.head().first("x-dheera-error")).contains(code);
            deaf.awaitNothingHeld();
        }
    }

    static Stream<Arguments> oddButWhole() {
        return Stream.of(
                Arguments.of("100 Continue first", Answers.continued(Answers.json("{\"odd\":1}"))),
                Arguments.of("103 Early Hints first", Answers.earlyHints(Answers.json("{\"odd\":1}"))),
                Arguments.of("both lengths", FramingFaults.lengthAndChunked("{\"odd\":1}")),
                Arguments.of("closes the connection", Answers.connectionClose("{\"odd\":1}")),
                Arguments.of("HTTP/1.0", Answers.http10("{\"odd\":1}")),
                Arguments.of("trailers", Answers.trailers("{\"odd\":1}", "x-trailer: 1")),
                Arguments.of("a space behind a field's name", withField("X-Odd : 1", "{\"odd\":1}")),
                Arguments.of("bytes behind the end", FramingFaults.bytesAfterEnd("{\"odd\":1}", "stray")),
                Arguments.of(
                        "an answer behind the answer",
                        FramingFaults.secondAnswerUnasked("{\"odd\":1}", "{\"of\":\"another\"}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddButWhole")
    void anOddButWholeAnswerPasses(String name, Script odd) throws Exception {
        upstream.enqueue(odd);

        Answer answer = ask();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().text()).isEqualTo("{\"odd\":1}");
        assertThat(answer.body().ending()).isEqualTo(Ending.COMPLETE);
        assertThat(answer.body().trailers()).isEmpty();
        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.COMPLETED);
        assertNextRequestWorks();
    }

    @Test
    void aStaleConnectionIsReplacedUnnoticed() throws Exception {
        upstream.enqueue(Faults.closesIdleAfterAnswer("{\"first\":1}"));
        assertThat(ask().body().text()).isEqualTo("{\"first\":1}");
        assertThat(gateway.takeRecord().attempts()).isEqualTo(1);
        assertNextRequestWorks();
    }

    private Answer ask() throws Exception {
        try (RawClient client = gateway.client()) {
            return client.post(ROUTE, BODY, auth(), "Content-Type: application/json");
        }
    }

    private void assertRecord(Outcome outcome, ErrorCode error, int status) throws Exception {
        UsageRecord record = gateway.takeRecord();
        assertThat(record.outcome()).isEqualTo(outcome);
        assertThat(record.error()).contains(error);
        assertThat(record.status()).isEqualTo(status);
        assertThat(record.keyId()).contains("test-key");
        assertThat(record.credentialId()).contains("main");
    }

    private void assertNextRequestWorks() throws Exception {
        gateway.awaitNothingHeld();
        upstream.enqueue(Answers.json("{\"next\":1}"));
        Answer next = ask();
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.body().text()).isEqualTo("{\"next\":1}");
        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.COMPLETED);
        gateway.awaitNothingHeld();
    }
}
