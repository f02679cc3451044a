/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.fixtures.AnswerBody;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.Faults;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedBody;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The end of the filter: what runs may finish for a while, the rest is cut off, and nothing is left behind. */
@Tag("container")
@Timeout(60)
class ShutdownTest {

    private static final String ROUTE = "/anthropic/v1/messages";
    private static final byte[] BODY = "{\"model\":\"claude-x\"}".getBytes(UTF_8);
    private static final Script ENDLESS = Faults.stallsInBody("data: 1\n\n");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Sink sink = new Sink();
    private final List<RawClient> clients = new ArrayList<>();
    private final Set<Thread> before = threads();
    private ScriptedUpstream upstream;
    private PassThroughFilter filter;
    private Container container;
    private boolean stopped;

    /** Keeps the records, and notes when it is closed. */
    private static final class Sink implements UsageSink {

        final ConcurrentLinkedQueue<UsageRecord> records = new ConcurrentLinkedQueue<>();
        volatile boolean closed;

        @Override
        public void record(UsageRecord usage) {
            records.add(usage);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
    }

    private void serve(Duration grace) throws Exception {
        PassThrough gateway = MountedGateway.builder(upstream.url(), Timeouts.DEFAULT)
                .usage(sink)
                .shutdownGrace(() -> grace)
                .build();
        filter = new PassThroughFilter(gateway, true);
        container = Container.start(WebApplication.of(filter));
    }

    @AfterEach
    void stop() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        stopContainer();
        upstream.close();
    }

    private void stopContainer() throws Exception {
        if (!stopped) {
            stopped = true;
            container.close();
        }
    }

    @Test
    void aRunningStreamMayFinish() throws Exception {
        serve(LONG);
        assertMayFinish(() -> filter.destroy());
    }

    @Test
    @EnabledIfSystemProperty(
            named = "container",
            matches = "tomcat.*",
            disabledReason = "Jetty closes connections before it stops filters")
    void aRunningStreamMayFinishWhenTheContainerStops() throws Exception {
        serve(LONG);
        assertMayFinish(this::stopContainer);
    }

    private void assertMayFinish(Stop stop) throws Exception {
        AnswerBody stream = beginStream(Answers.eventStreamHead()
                .sendChunk("data: 1\n\n")
                .awaitGate("rest")
                .sendChunk("data: 2\n\n")
                .sendLastChunk());
        ExecutorService operator = Executors.newSingleThreadExecutor();

        Future<?> stopped = operator.submit(() -> {
            stop.run();
            return null;
        });
        await().atMost(SOON).until(() -> !acceptsAnother());
        upstream.gate("rest").open();

        ReceivedBody body = stream.finish();
        stopped.get(SOON.toSeconds(), TimeUnit.SECONDS);
        operator.shutdown();
        assertThat(body.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(body.text()).isEqualTo("data: 1\n\ndata: 2\n\n");
        assertThat(sink.records).extracting(UsageRecord::outcome).contains(Outcome.COMPLETED);
        assertNothingIsLeft();
    }

    private interface Stop {
        void run() throws Exception;
    }

    /** Whether a request of another client gets anywhere. */
    private boolean acceptsAnother() {
        try (RawClient client = RawClient.connect(container.port()).timeout(SHORT)) {
            return client.get(ROUTE).status() == 401;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void streamsThatDoNotFinishAreCutOffAsBroken() throws Exception {
        serve(SHORT);
        List<AnswerBody> streams = List.of(beginStream(ENDLESS), beginStream(ENDLESS), beginStream(ENDLESS));

        filter.destroy();

        for (AnswerBody stream : streams) {
            assertThat(stream.finish().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        }
        assertThat(sink.records)
                .extracting(UsageRecord::outcome)
                .containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED);
        assertNothingIsLeft();
    }

    @Test
    @DisabledIfSystemProperty(
            named = "container",
            matches = "tomcat.*",
            disabledReason = "Tomcat dispatches nothing any more in an application that stops, and throws instead")
    void aContainerThatStopsCutsStreamsOffAsBroken() throws Exception {
        serve(SHORT);
        List<AnswerBody> streams = List.of(beginStream(ENDLESS), beginStream(ENDLESS), beginStream(ENDLESS));

        stopContainer();

        for (AnswerBody stream : streams) {
            assertThat(stream.finish().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        }
        assertThat(sink.records).hasSize(3);
        assertNothingIsLeft();
    }

    @Test
    void aConfiguredFilterWritesItsRecordsAndLeavesNothingBehind(@TempDir Path directory) throws Exception {
        Path usage = directory.resolve("usage.jsonl");
        Path config = Files.writeString(directory.resolve("gateway.json"), """
                {
                  "providers": { "anthropic": { "upstream": "%s", "credentials": [ { "apiKey": "a-credential" } ] } },
                  "keys": [ { "id": "configured", "secret": "a-virtual-key" } ],
                  "usage": { "jsonl": "%s" }
                }
                """.formatted(upstream.url(), usage));
        MappedFilter configured =
                MappedFilter.at("/*", new PassThroughFilter()).with(Map.of("config", config.toString()));
        container = Container.start(new WebApplication("", List.of(configured), WebApplication.USUAL_THREADS));
        try (RawClient client = RawClient.connect(container.port())) {
            client.sendRequest("POST", ROUTE, BODY, "x-api-key: a-virtual-key");
            assertThat(client.readFinalHead().status()).isEqualTo(200);
            stopContainer();
        }
        assertThat(usage).content().contains("\"keyId\":\"configured\"", "\"status\":200");
        assertNoThreadIsLeft();
    }

    private AnswerBody beginStream(Script script) throws Exception {
        upstream.enqueue(script);
        RawClient client = RawClient.connect(container.port()).timeout(SOON);
        clients.add(client);
        client.sendRequest("POST", ROUTE, BODY, auth());
        assertThat(client.readFinalHead().status()).isEqualTo(200);
        return client.body();
    }

    private void assertNothingIsLeft() {
        assertThat(sink.closed).isTrue();
        upstream.awaitOpenConnections(0, SOON);
        assertNoThreadIsLeft();
    }

    private void assertNoThreadIsLeft() {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(threads()).filteredOn(ShutdownTest::isOurs).isSubsetOf(before));
    }

    private static boolean isOurs(Thread thread) {
        return thread.getName().startsWith("dheera-passthrough");
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }
}
