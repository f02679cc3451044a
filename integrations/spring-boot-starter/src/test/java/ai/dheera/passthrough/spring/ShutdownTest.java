/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.AnswerBody;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.Faults;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedBody;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The end of an application: no new requests, time for running exchanges, then an end that cannot be taken for theirs. */
@Timeout(60)
class ShutdownTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Script ENDLESS = Faults.stallsInBody("data: 1\n\n");

    private ScriptedUpstream upstream;
    private HostApplication application;
    private RecordingSink sink;
    private RawClient client;

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        KeyStore keys() {
            return KeyStore.inMemory(Map.of(
                    PresentedKey.sha256(HostApplication.KEY),
                    VirtualKey.withId("k-1").build()));
        }

        @Bean
        RecordingSink sink() {
            return new RecordingSink();
        }
    }

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
    }

    private void serve(String... properties) throws Exception {
        String[] all = Arrays.copyOf(properties, properties.length + 2);
        all[properties.length] = "dheera.passthrough.providers.anthropic.api-key=sk-ant";
        all[properties.length + 1] = "dheera.passthrough.providers.anthropic.upstream=" + upstream.url();
        application = HostApplication.start(Beans.class, all);
        sink = application.bean(RecordingSink.class);
        client = RawClient.connect(application.port()).timeout(SOON);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        application.close();
        upstream.close();
    }

    private AnswerBody beginStream(Script script) throws Exception {
        upstream.enqueue(script);
        client.sendRequest(
                "POST", "/llm/anthropic/v1/messages", "{}".getBytes(UTF_8), "x-api-key: " + HostApplication.KEY);
        assertThat(client.readFinalHead().status()).isEqualTo(200);
        AnswerBody body = client.body();
        assertThat(new String(body.read(9), UTF_8)).isEqualTo("data: 1\n\n");
        return body;
    }

    private boolean acceptsAnother() {
        try (RawClient another = RawClient.connect(application.port()).timeout(Duration.ofMillis(300))) {
            return another.get("/llm/anthropic/v1/models").status() == 401;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"graceful", "immediate"})
    void aRunningStreamMayFinish(String shutdown) throws Exception {
        serve("server.shutdown=" + shutdown, "dheera.passthrough.shutdown-grace=30s");
        AnswerBody stream = beginStream(Answers.eventStreamHead()
                .sendChunk("data: 1\n\n")
                .awaitGate("rest")
                .sendChunk("data: 2\n\n")
                .sendLastChunk());

        CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
        await().atMost(SOON).until(() -> !acceptsAnother());
        upstream.gate("rest").open();

        ReceivedBody body = stream.finish();
        assertThat(body.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(body.text()).isEqualTo("data: 1\n\ndata: 2\n\n");
        closing.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertEnded(Outcome.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"graceful", "immediate"})
    void aStreamThatDoesNotFinishInTimeIsCutOffAsBroken(String shutdown) throws Exception {
        serve(
                "server.shutdown=" + shutdown,
                "spring.lifecycle.timeout-per-shutdown-phase=500ms",
                "dheera.passthrough.shutdown-grace=700ms");
        AnswerBody stream = beginStream(ENDLESS);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);

        assertThat(stream.finish().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        closing.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertEnded(Outcome.FAILED);
    }

    private void assertEnded(Outcome outcome) throws Exception {
        assertThat(sink.nextOf("k-1").outcome()).isEqualTo(outcome);
        assertThat(sink.closed).hasValue(1);
        assertThat(sink.recordedAfterItsEnd).isFalse();
    }

    @Test
    void theTimeOfTheGracefulShutdownCountsAsGrace() throws Exception {
        serve("spring.lifecycle.timeout-per-shutdown-phase=1s", "dheera.passthrough.shutdown-grace=1s");
        AnswerBody stream = beginStream(ENDLESS);
        long begun = System.nanoTime();
        application.close();
        assertThat(stream.finish().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1900));
    }

    @Test
    void anApplicationThatWasStoppedAndStartedAgainServesAsBefore() throws Exception {
        serve();
        application.context().stop();
        application.context().start();
        try (RawClient again = RawClient.connect(application.port()).timeout(SOON)) {
            assertThat(again.get("/llm/anthropic/v1/models", "x-api-key: " + HostApplication.KEY)
                            .status())
                    .isEqualTo(200);
        }
    }
}
