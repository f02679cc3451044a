/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.ThrowingClient.Call;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.usage.JsonLinesSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While no more records can be taken, exchanges are held before they reach the provider, and then refused. */
class FullSinkTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Sink sink = new Sink();
    private ScriptedUpstream upstream;
    private PassThrough gateway;

    private static final class Sink implements UsageSink {

        private final List<UsageRecord> records = new CopyOnWriteArrayList<>();
        private volatile UsageSink next = UsageSink.none();
        private volatile boolean full;
        private volatile boolean fails;
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public void record(UsageRecord usage) {
            records.add(usage);
            next.record(usage);
        }

        @Override
        public boolean isFull() {
            asked.incrementAndGet();
            if (fails) {
                throw new IllegalStateException("thrown by the test");
            }
            return full;
        }
    }

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        upstream.answerWith(Answers.events(Duration.ofMillis(2), "one", "two"));
        Provider anthropic = ProviderRegistry.builtIn("anthropic", Credential.apiKey("main", "sk-provider")).toBuilder()
                .upstream(upstream.url())
                .build();
        gateway = gateway(anthropic, VirtualKey.withId("key").build());
    }

    private PassThrough gateway(Provider provider, VirtualKey key) {
        return PassThrough.builder()
                .providers(ProviderRegistry.of(provider))
                .keys(KeyStore.inMemory(Map.of(PresentedKey.sha256("sk-virtual"), key)))
                .usage(sink)
                .eventLoops(1)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @Test
    void holdsAnExchangeUntilThereIsRoom() throws Exception {
        sink.full = true;
        ThrowingClient client = handled();
        await().atMost(SOON).until(() -> sink.asked.get() > 3);
        assertThat(upstream.requestCount()).isZero();
        assertThat(gateway.running()).isEqualTo(1);
        sink.full = false;
        assertThat(client.awaitStatus()).isEqualTo(200);
        await().atMost(SOON).until(() -> gateway.running() == 0);
        assertThat(sink.records).extracting(UsageRecord::outcome).containsExactly(Outcome.COMPLETED);
    }

    @Test
    void doesNoHarmToExchangesWhereNothingCanBeWrittenYet(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("missing").resolve("usage.jsonl");
        UsageSink waiting = JsonLinesSink.open(file);
        sink.next = waiting;
        for (int i = 0; i < 20; i++) {
            assertThat(handled().awaitStatus()).isEqualTo(200);
        }
        await().atMost(SOON).until(() -> gateway.running() == 0);
        Files.createDirectory(file.getParent());
        waiting.close();
        assertThat(Files.readAllLines(file)).hasSize(20);
    }

    @Test
    void refusesAnExchangeThatWaitsForTooLong() throws Exception {
        sink.full = true;
        long start = System.nanoTime();
        ThrowingClient client = handled();
        await().atMost(Duration.ofSeconds(10)).until(() -> !sink.records.isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(5));
        assertThat(client.awaitStatus()).isEqualTo(503);
        assertThat(upstream.requestCount()).isZero();
        assertThat(sink.records)
                .extracting(UsageRecord::error)
                .containsExactly(Optional.of(ErrorCode.LIMITS_UNAVAILABLE));
        assertThat(sink.records).extracting(UsageRecord::outcome).containsExactly(Outcome.REJECTED);
    }

    @Test
    void letsRunningExchangesEndAndRecordsThem() throws Exception {
        upstream.answerWith(Answers.events(Duration.ofMillis(50), "one", "two", "three", "four"));
        ThrowingClient client = handled();
        await().atMost(SOON).until(() -> upstream.requestCount() == 1);
        sink.full = true;
        assertThat(client.awaitStatus()).isEqualTo(200);
        await().atMost(SOON).until(() -> gateway.running() == 0);
        assertThat(sink.records).extracting(UsageRecord::outcome).containsExactly(Outcome.COMPLETED);
    }

    @Test
    void endsAnExchangeThatWaitsWithTheGateway() throws Exception {
        sink.full = true;
        ThrowingClient unused = handled();
        await().atMost(SOON).until(() -> sink.asked.get() > 1);
        gateway.close();
        assertThat(sink.records).extracting(UsageRecord::outcome).containsExactly(Outcome.FAILED);
        assertThat(upstream.requestCount()).isZero();
    }

    @Test
    void goesOnWhereTheSinkCannotTell() throws Exception {
        sink.fails = true;
        assertThat(handled().awaitStatus()).isEqualTo(200);
    }

    private ThrowingClient handled() {
        ThrowingClient client = new ThrowingClient(Call.NONE, IllegalStateException::new);
        gateway.handle(client);
        return client;
    }
}
