/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.BodyKind;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.GeneratedBody;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, statuses, and how the end of a body is told: as the client and the provider want it, not as we would. */
@Tag("container")
class FramingTest {

    private static final byte[] BODY = "{ \"odd\" :  [1,\t2 ] }".getBytes(UTF_8);

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(upstream.url());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    // requests

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "GET"})
    void aBodyWithItsLengthPassesWithAnyMethod(String method) throws Exception {
        upstream.answerWith(Answers.json("{}"));
        try (RawClient client = gateway.client()) {
            client.sendRequest(method, "/any/thing", BODY, auth());
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }

        assertThat(received().method()).isEqualTo(method);
        assertThat(received().header("content-length")).contains(Integer.toString(BODY.length));
        assertThat(received().header("transfer-encoding")).isEmpty();
        assertThat(received().body()).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET"})
    void aBodyInChunksStaysInChunks(String method) throws Exception {
        upstream.answerWith(Answers.json("{}"));
        try (RawClient client = gateway.client()) {
            client.sendHead(method, "/any/thing", auth(), "Transfer-Encoding: chunked");
            client.sendChunk(BODY).sendLastChunk();
            assertThat(client.readAnswer().status()).isEqualTo(200);
            assertThat(client.get("/hello").body().text()).isEqualTo("hello"); // its connection is kept
        }

        assertThat(received().header("transfer-encoding")).contains("chunked");
        assertThat(received().header("content-length")).isEmpty();
        assertThat(received().body()).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8_191, 8_192, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 131_072})
    void aBodyOfAnyLengthPassesWhole(int length) throws Exception {
        upstream.answerWith(Answers.json("{}"));
        GeneratedBody body = GeneratedBody.of(BodyKind.BINARY, length, length);
        try (RawClient client = gateway.client()) {
            assertThat(client.post("/any/thing", body.bytes(), auth()).status()).isEqualTo(200);
            client.sendHead("POST", "/any/thing", auth(), "Transfer-Encoding: chunked");
            client.sendChunk(body.bytes()).sendLastChunk();
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }

        List<ReceivedRequest> all = upstream.requests();
        assertThat(all.subList(all.size() - 2, all.size()))
                .allSatisfy(request -> assertThat(request.bodySha256()).isEqualTo(body.sha256()));
    }

    /** The head of a chunk is no byte of the body: there is something to read, and then there is nothing. */
    @Test
    void aBodyWhoseChunksComeByteByByteIsReadToItsEnd() throws Exception {
        upstream.answerWith(Answers.json("{}"));
        String wire = "0003\r\n{ }\r\n".repeat(30) + "0\r\n\r\n";
        try (RawClient client = gateway.client()) {
            client.sendHead("POST", "/any/thing", auth(), "Transfer-Encoding: chunked");
            client.sendSlowly(wire.getBytes(UTF_8), 1, Duration.ofMillis(2));
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }

        assertThat(received().body()).asString(UTF_8).isEqualTo("{ }".repeat(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "GET"})
    void anEmptyBodyKeepsItsLengthOfNothing(String method) throws Exception {
        upstream.answerWith(Answers.json("{}"));
        try (RawClient client = gateway.client()) {
            client.sendRequest(method, "/any/thing", new byte[0], auth());
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }

        assertThat(received().header("content-length")).contains("0");
        assertThat(received().header("transfer-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "DELETE", "OPTIONS"})
    void aRequestWithoutABodyGetsNone(String method) throws Exception {
        upstream.answerWith(Answers.json("{}"));
        try (RawClient client = gateway.client()) {
            client.sendHead(method, "/any/thing", auth());
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }

        assertThat(received().header("content-length")).isEmpty();
        assertThat(received().header("transfer-encoding")).isEmpty();
    }

    @Test
    void trailersOfARequestAreDropped() throws Exception {
        upstream.answerWith(Answers.json("{}"));
        try (RawClient client = gateway.client()) {
            client.sendHead("POST", "/any/thing", auth(), "Transfer-Encoding: chunked", "Trailer: X-Trailer");
            client.sendChunk(BODY).send("0\r\nX-Trailer: 1\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }

        assertThat(received().body()).isEqualTo(BODY);
        assertThat(received().trailers()).isEmpty();
        assertThat(received().header("trailer")).isEmpty();
    }

    private static ReceivedRequest received() {
        List<ReceivedRequest> all = upstream.requests();
        return all.get(all.size() - 1);
    }

    // answers

    @Test
    void anAnswersLengthIsKept() throws Exception {
        Answer answer = answer("GET", Answers.withLength(200, BODY));

        assertThat(answer.head().all("content-length")).containsExactly(Integer.toString(BODY.length));
        assertThat(answer.head().first("transfer-encoding")).isEmpty();
        assertThat(answer.body().beginning()).isEqualTo(BODY);
    }

    @Test
    void anAnswerThatComesInPiecesIsSentInChunks() throws Exception {
        upstream.answerWith(Answers.eventStreamHead()
                .sendChunk("data: 1\n\n")
                .awaitGate("rest")
                .sendChunk("data: 2\n\n")
                .sendLastChunk());
        try (RawClient client = gateway.client()) {
            client.sendHead("GET", "/any/thing", auth());
            HttpHead head = client.readFinalHead();
            assertThat(head.all("transfer-encoding")).containsExactly("chunked");
            assertThat(head.first("content-length")).isEmpty();
            upstream.gate("rest").open();
            assertThat(client.readBody().text()).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
    }

    @Test
    void anAnswerInChunksIsWhole() throws Exception {
        Answer answer = answer("GET", Answers.chunked(() -> new ByteArrayInputStream(BODY), () -> 7));

        assertThat(answer.body().beginning()).isEqualTo(BODY);
        assertThat(answer.body().ending()).isEqualTo(Ending.COMPLETE);
    }

    @Test
    void anEmptyAnswerKeepsItsLengthOfNothing() throws Exception {
        Answer answer = answer("POST", Answers.withLength(200, new byte[0]));

        assertThat(answer.head().all("content-length")).containsExactly("0");
        assertThat(answer.body().length()).isZero();
    }

    @Test
    void anAnswerToHeadTellsTheLengthThatGetWouldHave() throws Exception {
        Answer answer = answer("HEAD", Answers.bodiless(200, "Content-Length: 4711", "ETag: \"abc\""));

        assertThat(received().method()).isEqualTo("HEAD");
        assertThat(answer.head().all("content-length")).containsExactly("4711");
        assertThat(answer.head().first("etag")).contains("\"abc\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void aStatusWithoutABodyPassesWithItsFields(int status) throws Exception {
        Answer answer = answer("GET", Answers.bodiless(status, "ETag: \"abc\"", "X-Kept: 1"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head().first("etag")).contains("\"abc\"");
        assertThat(answer.head().first("x-kept")).contains("1");
        assertThat(answer.head().first("transfer-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsPassedAndNotFollowed(int status) throws Exception {
        long before = upstream.requestCount();
        Answer answer = answer("GET", Answers.withLength(status, BODY, "Location: https://elsewhere.example/x"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head().all("location")).containsExactly("https://elsewhere.example/x");
        assertThat(answer.body().beginning()).isEqualTo(BODY);
        assertThat(upstream.requestCount()).isEqualTo(before + 1);
    }

    @Test
    void trailersOfAnAnswerAreDropped() throws Exception {
        Answer answer = answer("GET", Answers.trailers("whole", "X-Trailer: 1"));

        assertThat(answer.body().text()).isEqualTo("whole");
        assertThat(answer.body().trailers()).isEmpty();
    }

    @Test
    void aCompressedAnswerStaysAsItIs() throws Exception {
        byte[] compressed = gzip(BODY);
        Answer answer = answer("GET", Answers.withLength(200, compressed, "Content-Encoding: gzip"));

        assertThat(answer.head().all("content-encoding")).containsExactly("gzip");
        assertThat(answer.head().all("content-length")).containsExactly(Integer.toString(compressed.length));
        assertThat(answer.body().beginning()).isEqualTo(compressed);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    static Stream<Arguments> providersErrors() {
        return Stream.of(
                Arguments.of(400, "{\"type\":\"error\", \"error\":{\"type\":\"invalid_request_error\"}}"),
                Arguments.of(401, "{\"error\":\"the credential is wrong\"}"),
                Arguments.of(404, "not even JSON"),
                Arguments.of(429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\"}}\n"),
                Arguments.of(500, ""),
                Arguments.of(503, "<html>overloaded</html>"),
                Arguments.of(529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}"));
    }

    @ParameterizedTest
    @MethodSource("providersErrors")
    void anErrorOfTheProvidersPassesUnchanged(int status, String body) throws Exception {
        String[] fields = {
            "Content-Type: application/problem+json", "Retry-After: 17", "x-should-retry: true", "request-id: req_1"
        };
        Answer answer = answer("POST", Answers.withLength(status, body.getBytes(UTF_8), fields));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().text()).isEqualTo(body);
        assertThat(answer.head().all("content-type")).containsExactly("application/problem+json");
        assertThat(answer.head().all("retry-after")).containsExactly("17");
        assertThat(answer.head().all("x-should-retry")).containsExactly("true");
        assertThat(answer.head().all("request-id")).containsExactly("req_1");
        assertThat(answer.head().first("x-dheera-error")).isEmpty();
    }

    /** The answer to a request. Its connection is good for another one, unless the container says that it closes it. */
    private static Answer answer(String method, Script script) throws Exception {
        upstream.answerWith(script);
        try (RawClient client = gateway.client()) {
            client.sendHead(method, "/any/thing", auth(), "Content-Length: 0");
            Answer answer = client.readAnswer();
            if (!answer.head().lists("Connection", "close")) {
                assertThat(client.get("/hello").body().text()).isEqualTo("hello");
            }
            return answer;
        }
    }
}
