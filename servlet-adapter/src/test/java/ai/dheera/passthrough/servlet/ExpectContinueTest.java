/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.BrokenAnswerException;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A client that asks first ({@code Expect: 100-continue}) is told to go on when its key is found good, and not before.
 * But for Tomcat, which tells it before any filter is asked: there a refusal comes without the body being waited for.
 */
@Tag("container")
class ExpectContinueTest {

    private static final String ROUTE = "/anthropic/v1/messages";
    private static final byte[] BODY = "{\"model\":\"claude-x\"}".getBytes(UTF_8);
    private static final String LENGTH = "Content-Length: " + BODY.length;
    private static final boolean TOLD_BY_THE_CONTAINER = Container.name().startsWith("tomcat");
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private static final Semaphore asked = new Semaphore(0);
    private static final Semaphore found = new Semaphore(0);

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        KeyStore keys = ExpectContinueTest::find;
        gateway = MountedGateway.of(MountedGateway.builder(upstream.url(), Timeouts.DEFAULT)
                .keys(keys)
                .keyCache(Duration.ofNanos(1)));
    }

    private static Optional<VirtualKey> find(PresentedKey presented) throws InterruptedException {
        VirtualKey.Builder key = VirtualKey.withId(presented.text());
        return switch (presented.text()) {
            case "good-key" -> Optional.of(key.build());
            case "slow-key" -> Optional.of(slow(key).build());
            case "slow-wrong-key" -> Optional.of(slow(key).enabled(false).build());
            case "key-of-openai" ->
                Optional.of(key.access(new Access(List.of("openai"), List.of(), List.of(), List.of()))
                        .build());
            case "key-of-a-model" ->
                Optional.of(key.access(new Access(List.of(), List.of("other-*"), List.of(), List.of()))
                        .build());
            default -> Optional.empty();
        };
    }

    private static VirtualKey.Builder slow(VirtualKey.Builder key) throws InterruptedException {
        asked.release();
        found.acquire();
        return key;
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "wrong-key, /anthropic/v1/messages, 401",
        "key-of-openai, /anthropic/v1/messages, 403",
        "good-key, /anthropic/v1/nothing, 404",
        "good-key, /anthropic/v1/./messages, 400",
    })
    void aRefusalComesWithoutA100(String key, String target, int status) throws Exception {
        long before = upstream.requestCount();
        try (RawClient client = gateway.client()) {
            ask(client, target, key, LENGTH);

            HttpHead first = client.readHead();

            assertThat(first.status()).isEqualTo(status);
            assertClosesTheConnection(client, first);
        }
        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    @Test
    void aLateRefusalComesWithoutA100() throws Exception {
        try (RawClient client = gateway.client()) {
            ask(client, ROUTE, "slow-wrong-key", LENGTH);
            asked.acquire();
            assertSaysNothing(client);
            found.release();

            HttpHead first = client.readHead();

            assertThat(first.status()).isEqualTo(401);
            assertClosesTheConnection(client, first);
        }
    }

    /** The server cannot know whether the body will follow, so what follows must not be read as the next request. */
    private static void assertClosesTheConnection(RawClient client, HttpHead refusal) {
        assertThat(refusal.lists("Connection", "close")).isTrue();
        assertThat(client.readBody().ending()).isEqualTo(Ending.COMPLETE);
        assertThat(client.readToEnd().length()).isZero();
    }

    @Test
    void a100ComesWhenTheKeyIsFoundAndNotBefore() throws Exception {
        upstream.answerWith(Answers.json("{\"ok\":1}"));
        try (RawClient client = gateway.client()) {
            ask(client, ROUTE, "slow-key", LENGTH);
            asked.acquire();
            assertSaysNothing(client);
            found.release();

            assertPasses(client);
        }
    }

    private static void assertSaysNothing(RawClient client) {
        BrokenAnswerException silence = catchThrowableOfType(
                BrokenAnswerException.class, () -> client.timeout(A_MOMENT).readHead());
        assertThat(silence.ending()).isEqualTo(Ending.TIMED_OUT);
        client.timeout(SOON);
    }

    private static void ask(RawClient client, String target, String key, String framing) throws Exception {
        client.sendHead("POST", target, "x-api-key: " + key, "Expect: 100-continue", framing);
        if (TOLD_BY_THE_CONTAINER) {
            assertThat(client.readHead().status()).isEqualTo(100);
        }
    }

    private static void assertIsToldToGoOn(RawClient client) throws Exception {
        if (!TOLD_BY_THE_CONTAINER) {
            assertThat(client.readHead().status()).isEqualTo(100);
        }
    }

    private static void assertPasses(RawClient client) throws Exception {
        assertIsToldToGoOn(client);
        client.send(BODY);
        assertThat(client.readHead().status()).isEqualTo(200);
        assertThat(client.readBody().text()).isEqualTo("{\"ok\":1}");
        assertThat(received().body()).isEqualTo(BODY);
        assertThat(received().header("expect")).isEmpty();
    }

    private static ReceivedRequest received() {
        List<ReceivedRequest> all = upstream.requests();
        return all.get(all.size() - 1);
    }

    @Test
    void a100ComesForAGoodKeyAndThenTheAnswer() throws Exception {
        upstream.answerWith(Answers.json("{\"ok\":1}"));
        try (RawClient client = gateway.client()) {
            ask(client, ROUTE, "good-key", LENGTH);
            assertPasses(client);
        }
    }

    @Test
    void a100ComesForABodyInChunks() throws Exception {
        upstream.answerWith(Answers.json("{\"ok\":1}"));
        try (RawClient client = gateway.client()) {
            ask(client, ROUTE, "good-key", "Transfer-Encoding: chunked");
            assertIsToldToGoOn(client);
            client.sendChunk(BODY).sendLastChunk();
            assertThat(client.readHead().status()).isEqualTo(200);
        }
        assertThat(received().body()).isEqualTo(BODY);
    }

    @Test
    void aClientThatDoesNotWaitIsServedAllTheSame() throws Exception {
        upstream.answerWith(Answers.json("{\"ok\":1}"));
        try (RawClient client = gateway.client()) {
            Answer answer = client.post(ROUTE, BODY, "x-api-key: good-key", "Expect: 100-continue");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().text()).isEqualTo("{\"ok\":1}");
        }
        assertThat(received().body()).isEqualTo(BODY);
    }

    @Test
    void a100ComesWhereTheBodyIsNeededToAuthorize() throws Exception {
        try (RawClient client = gateway.client()) {
            ask(client, ROUTE, "key-of-a-model", LENGTH);
            assertIsToldToGoOn(client);
            client.send(BODY);
            HttpHead refusal = client.readHead();
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.first("x-dheera-error")).contains("model_not_allowed");
        }
    }
}
