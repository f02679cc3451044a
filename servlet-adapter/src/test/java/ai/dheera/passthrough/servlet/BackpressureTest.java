/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.AnswerBody;
import ai.dheera.passthrough.fixtures.BodyKind;
import ai.dheera.passthrough.fixtures.BodyOrder;
import ai.dheera.passthrough.fixtures.Framing;
import ai.dheera.passthrough.fixtures.GeneratedBody;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.ManyClients;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedBody;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.SocketBuffers;
import ai.dheera.passthrough.fixtures.StreamingUpstream;
import ai.dheera.passthrough.fixtures.TestTls;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever stalls, the other side waits; nothing is lost, and nothing piles up in between. */
@Tag("container")
class BackpressureTest {

    private static final long LARGE = 200L * 1024 * 1024;
    private static final long MOST_HEAP_GROWTH = 24L * 1024 * 1024;
    private static final Duration STALL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void aReaderThatStallsStopsTheProviderAndLosesNothing() throws Exception {
        GeneratedBody body = GeneratedBody.of(BodyKind.BINARY, LARGE, 1);
        try (StreamingUpstream upstream = StreamingUpstream.start();
                MountedGateway gateway = MountedGateway.over(upstream.url())) {
            String order = BodyOrder.of(body).framing(Framing.Kind.CHUNKED).target();
            stallAndReadOn(gateway, body, order, upstream::sentBytes);
        }
    }

    @Test
    void aReaderThatStallsStopsTheProviderOverTlsAndLosesNothing() throws Exception {
        GeneratedBody body = GeneratedBody.of(BodyKind.BINARY, LARGE, 2);
        CountedSource source = new CountedSource(body);
        Random random = new Random(3);
        try (TestTls tls = TestTls.forLocalhost();
                ScriptedUpstream upstream = ScriptedUpstream.startTls(tls);
                MountedGateway gateway = MountedGateway.of(
                        MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).tls(tls.clientContext()))) {
            upstream.answerWith(Script.begin()
                    .readBody()
                    .sendHead(200, "Transfer-Encoding: chunked", "Content-Type: application/octet-stream")
                    .sendChunks(source::open, () -> 1 + random.nextInt(2_000))
                    .sendLastChunk());
            stallAndReadOn(gateway, body, "/", source::taken);
        }
    }

    private static void stallAndReadOn(
            MountedGateway gateway, GeneratedBody body, String order, LongSupplier bytesSentUpstream) throws Exception {
        long heapBefore = usedHeap();
        try (RawClient client = gateway.client().timeout(PATIENCE)) {
            client.sendHead("GET", "/any/large", auth(), BodyOrder.HEADER + ": " + order);
            HttpHead head = client.readHead();
            assertThat(head.status()).isEqualTo(200);
            AnswerBody answer = client.body();
            answer.read(100_000);

            assertStandsStill(bytesSentUpstream);
            assertThat(usedHeap() - heapBefore).isLessThan(MOST_HEAP_GROWTH);

            ReceivedBody whole = answer.finish();
            assertThat(whole.complete()).isTrue();
            assertThat(whole.length()).isEqualTo(LARGE);
            assertThat(whole.sha256()).isEqualTo(body.sha256());
            gateway.awaitNothingHeld();
        }
    }

    @Test
    void aProviderThatStallsStopsTheClientAndLosesNothing() throws Exception {
        GeneratedBody upload = GeneratedBody.of(BodyKind.BINARY, LARGE, 4);
        BodyOrder order = BodyOrder.of(GeneratedBody.of(BodyKind.JSON, 100, 5)).stallUpload(1_000_000, STALL);
        CountedSource source = new CountedSource(upload);
        try (StreamingUpstream upstream = StreamingUpstream.start();
                MountedGateway gateway = MountedGateway.over(upstream.url());
                RawClient client = gateway.client().timeout(PATIENCE)) {
            long heapBefore = usedHeap();
            client.sendHead(
                    "POST",
                    "/any/upload",
                    auth(),
                    "Content-Length: " + LARGE,
                    BodyOrder.HEADER + ": " + order.target());
            Thread sender = new Thread(() -> send(client, source), "sender");
            sender.start();

            assertStandsStill(source::taken);
            assertThat(source.taken()).isLessThan(LARGE / 2);
            assertThat(usedHeap() - heapBefore).isLessThan(MOST_HEAP_GROWTH);

            Answer answer = client.readAnswer();
            sender.join();
            assertThat(answer.head().first(BodyOrder.RECEIVED_SHA256)).contains(upload.sha256());
            gateway.awaitNothingHeld();
        }
    }

    private static void send(RawClient client, CountedSource source) {
        try (InputStream bytes = source.open()) {
            client.send(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The count moves no more for most of the stall. */
    private static void assertStandsStill(LongSupplier count) {
        long[] last = {-1};
        await().pollInterval(Duration.ofMillis(200))
                .during(STALL.minusSeconds(2))
                .atMost(PATIENCE)
                .until(() -> {
                    long now = count.getAsLong();
                    boolean still = now == last[0];
                    last[0] = now;
                    return still;
                });
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aThousandStalledClientsDoNotSlowTheNextOne() throws Exception {
        String large =
                BodyOrder.of(GeneratedBody.of(BodyKind.BINARY, 5_000_000, 6)).target();
        String small = BodyOrder.of(GeneratedBody.of(BodyKind.JSON, 800, 7)).target();
        try (StreamingUpstream upstream = StreamingUpstream.start(SocketBuffers.small());
                MountedGateway gateway = MountedGateway.over(upstream.url());
                ManyClients stalled =
                        ManyClients.open(gateway.port(), 1_000, i -> request(large), SocketBuffers.small())) {
            stalled.stall();
            upstream.awaitOpenConnections(1_000, PATIENCE);
            assertStandsStill(upstream::sentBytes);
            try (RawClient next = gateway.client()) {
                for (int i = 0; i < 20; i++) {
                    long before = System.nanoTime();
                    Answer answer = next.get("/any/x", auth(), BodyOrder.HEADER + ": " + small);
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
                }
            }
        }
    }

    private static byte[] request(String order) {
        String head = "GET /any/x HTTP/1.1\r\nHost: gateway\r\n" + auth() + "\r\n" + BodyOrder.HEADER + ": " + order;
        return (head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** A body's bytes, and how many of them were taken so far. */
    private static final class CountedSource {

        private final GeneratedBody body;
        private final AtomicLong taken = new AtomicLong();

        CountedSource(GeneratedBody body) {
            this.body = body;
        }

        long taken() {
            return taken.get();
        }

        InputStream open() {
            return new FilterInputStream(body.stream()) {
                @Override
                public int read() throws IOException {
                    taken.incrementAndGet();
                    return super.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int read = super.read(target, offset, length);
                    taken.addAndGet(Math.max(0, read));
                    return read;
                }
            };
        }
    }
}
