/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Answers that leave before the whole body has come. Where the rest of it is not read the connection ends, and the
 * client has to be told so, or its next request is lost; where the body is there in time, the connection is kept.
 */
@Tag("container")
class AnswersAheadOfBodyTest {

    private static final String ROUTE = "/anthropic/v1/messages";
    private static final byte[] SHORT = "{\"model\":\"claude-x\"}".getBytes(UTF_8);
    private static final byte[] LONG = new byte[4 * 1024 * 1024];

    /** How a refusal comes about: in the container's thread, in another one, or where there is no other one. */
    private enum Way {
        AT_ONCE,
        LATER,
        BLOCKING
    }

    private static ScriptedUpstream upstream;
    private static MountedGateway atOnce;
    private static MountedGateway later;
    private static MountedGateway blocking;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        atOnce = MountedGateway.over(upstream.url());
        KeyStore slow = AnswersAheadOfBodyTest::find;
        later = MountedGateway.of(MountedGateway.builder(upstream.url(), Timeouts.DEFAULT)
                .keys(slow)
                .keyCache(Duration.ofNanos(1)));
        Filter oldFashioned = (request, response, chain) -> chain.doFilter(request, response);
        UnaryOperator<WebApplication> withoutAsync =
                app -> app.behind(MappedFilter.at("/*", oldFashioned).withoutAsync());
        blocking = MountedGateway.over(upstream.url(), Timeouts.DEFAULT, withoutAsync);
    }

    private static Optional<VirtualKey> find(PresentedKey presented) throws InterruptedException {
        Thread.sleep(20); // longer than the container's thread stays
        return presented.text().equals(MountedGateway.KEY)
                ? Optional.of(VirtualKey.withId("test-key").build())
                : Optional.empty();
    }

    @AfterAll
    static void stop() throws Exception {
        atOnce.close();
        later.close();
        blocking.close();
        upstream.close();
    }

    private static RawClient client(Way way) throws Exception {
        return switch (way) {
            case AT_ONCE -> atOnce.client();
            case LATER -> later.client();
            case BLOCKING -> blocking.client();
        };
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalKeepsTheConnectionWhereTheBodyIsThere(Way way) throws Exception {
        try (RawClient client = client(way)) {
            for (int i = 0; i < 3; i++) {
                client.send("POST " + ROUTE + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: wrong\r\nContent-Length: "
                        + SHORT.length + "\r\n\r\n" + new String(SHORT, UTF_8));
                Answer refusal = client.readAnswer();
                assertRefused(refusal);
                assertThat(refusal.head().lists("Connection", "close")).isFalse();
            }
            assertThat(client.get("/hello").body().text()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalAheadOfAShortBodyTellsWhetherItsConnectionEnds(Way way) throws Exception {
        assertRefusedAheadOf("Content-Length: " + SHORT.length, client -> client.send(SHORT), way);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalAheadOfALongBodyTellsWhetherItsConnectionEnds(Way way) throws Exception {
        assertRefusedAheadOf("Content-Length: " + LONG.length, client -> client.send(LONG), way);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalAheadOfABodyInChunksTellsWhetherItsConnectionEnds(Way way) throws Exception {
        assertRefusedAheadOf(
                "Transfer-Encoding: chunked", client -> client.sendChunk(SHORT).sendLastChunk(), way);
    }

    private static void assertRefusedAheadOf(String framing, Sending body, Way way) throws Exception {
        try (RawClient client = client(way)) {
            client.sendHead("POST", ROUTE, "x-api-key: wrong", framing);
            Answer refusal = client.readAnswer();
            assertRefused(refusal);
            assertGoesOnUnlessClosed(refusal, client, body);
        }
    }

    /** By the gateway, or by a container that calls the request malformed first. */
    @ParameterizedTest
    @EnumSource
    void aClientWhoseBodyBreaksOffIsAnsweredAllTheSame(Way way) throws Exception {
        try (RawClient client = client(way)) {
            client.sendHead("POST", ROUTE, "x-api-key: wrong", "Content-Length: " + SHORT.length);
            client.send(new byte[5]).halfClose();
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isIn(400, 401);
            assertThat(answer.body().ending()).isEqualTo(Ending.COMPLETE);
        }
    }

    /** Where there is only one thread, it waits for the body and cannot answer ahead of it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BLOCKING")
    void aProvidersAnswerAheadOfTheBodyTellsWhetherItsConnectionEnds(Way way) throws Exception {
        upstream.answerWith(Script.begin()
                .readBody(1)
                .sendHead(413, "Content-Length: 8")
                .send("too long")
                .close());
        try (RawClient client = client(way)) {
            client.sendHead("POST", ROUTE, auth(), "Content-Length: " + LONG.length);
            client.send(new byte[100_000]);
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body().text()).isEqualTo("too long");
            assertGoesOnUnlessClosed(answer, client, rest -> rest.send(new byte[LONG.length - 100_000]));
        }
    }

    /** Its end is told by its last chunk, also where the connection ends behind it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BLOCKING")
    void aProvidersAnswerInChunksAheadOfTheBodyIsSeenToBreakOff(Way way) throws Exception {
        upstream.answerWith(Script.begin()
                .readBody(1)
                .sendHead(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
                .sendChunk("data: 1\n\n")
                .close());
        try (RawClient client = client(way)) {
            client.sendHead("POST", ROUTE, auth(), "Content-Length: " + LONG.length);
            client.send(new byte[100_000]);
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        }
    }

    private static void assertRefused(Answer refusal) {
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.body().ending()).isEqualTo(Ending.COMPLETE);
        assertThat(refusal.body().text()).contains("authentication_error");
    }

    /** Where it is not said that the connection ends, it has to take the rest and another request. */
    private static void assertGoesOnUnlessClosed(Answer answer, RawClient client, Sending rest) throws IOException {
        if (!answer.head().lists("Connection", "close")) {
            rest.sendOver(client);
            assertThat(client.get("/hello").body().text()).isEqualTo("hello");
        }
    }

    private interface Sending {
        void sendOver(RawClient client) throws IOException;
    }
}
