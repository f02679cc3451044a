/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.BodyKind;
import ai.dheera.passthrough.fixtures.BodyOrder;
import ai.dheera.passthrough.fixtures.BodyOrder.Pieces;
import ai.dheera.passthrough.fixtures.Framing;
import ai.dheera.passthrough.fixtures.GeneratedBody;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.StreamingUpstream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every byte arrives as it was sent, in both directions, however it was cut. */
@Tag("container")
class FidelityTest {

    private static final int CLIENTS = 6;
    private static final int EXCHANGES_EACH = 250;
    private static final int LARGE = 100 * 1024 * 1024;
    private static final int LEAST_FORM = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private StreamingUpstream upstream;
    private MountedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = StreamingUpstream.start();
        gateway = MountedGateway.over(upstream.url());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @Test
    void generatedExchangesPassByteForByte() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<Void>> done = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            Random random = new Random(client);
            done.add(clients.submit(() -> exchanges(random)));
        }
        for (Future<Void> each : done) {
            each.get(5, TimeUnit.MINUTES);
        }
        clients.shutdown();
        gateway.awaitNothingHeld();
    }

    private Void exchanges(Random random) throws Exception {
        RawClient client = gateway.client().timeout(PATIENCE);
        for (int i = 0; i < EXCHANGES_EACH; i++) {
            Framing.Kind framing = pick(random, Framing.Kind.LENGTH, Framing.Kind.CHUNKED, Framing.Kind.UNTIL_CLOSE);
            BodyOrder order = BodyOrder.of(body(random)).framing(framing).pieces(pick(random, Pieces.values()));
            GeneratedBody upload = body(random);
            if (random.nextBoolean()) {
                sendChunked(client, order, upload, random);
            } else {
                sendWithLength(client, order, upload);
            }
            assertPassed(client.readAnswer(), order, upload);
        }
        client.close();
        return null;
    }

    private static GeneratedBody body(Random random) {
        BodyKind kind = pick(random, BodyKind.values());
        int size = random.nextInt(random.nextInt(4) == 0 ? 300_000 : 3_000);
        boolean empty = random.nextInt(20) == 0;
        return kind == BodyKind.MULTIPART
                ? GeneratedBody.of(kind, LEAST_FORM + size, random.nextLong())
                : GeneratedBody.of(kind, empty ? 0 : size, random.nextLong());
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void sendWithLength(RawClient client, BodyOrder order, GeneratedBody upload) throws Exception {
        head(client, order, upload, "Content-Length: " + upload.length());
        try (InputStream bytes = upload.stream()) {
            client.send(bytes);
        }
    }

    private void sendChunked(RawClient client, BodyOrder order, GeneratedBody upload, Random random) throws Exception {
        head(client, order, upload, "Transfer-Encoding: chunked");
        try (InputStream bytes = upload.stream()) {
            byte[] chunk = bytes.readNBytes(1 + random.nextInt(5_000));
            while (chunk.length > 0) {
                client.sendChunk(chunk);
                chunk = bytes.readNBytes(1 + random.nextInt(5_000));
            }
        }
        client.sendLastChunk();
    }

    private static void head(RawClient client, BodyOrder order, GeneratedBody upload, String framing) throws Exception {
        client.sendHead(
                "POST",
                "/any/echo",
                auth(),
                "Accept-Encoding: gzip",
                "Content-Type: " + upload.contentType(),
                BodyOrder.HEADER + ": " + order.target(),
                framing);
    }

    private static void assertPassed(Answer answer, BodyOrder order, GeneratedBody upload) {
        String exchange = order + " for " + upload;
        assertThat(answer.status()).as(exchange).isEqualTo(200);
        assertThat(answer.head().first(BodyOrder.RECEIVED_SHA256)).as(exchange).contains(upload.sha256());
        assertThat(answer.body().complete()).as(exchange).isTrue();
        assertThat(answer.body().sha256()).as(exchange).isEqualTo(order.body().sha256());
        if (order.framing() == Framing.Kind.LENGTH) {
            assertThat(answer.head().first("content-length"))
                    .as(exchange)
                    .contains(Long.toString(order.body().length()));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Framing.Kind.class,
            names = {"LENGTH", "CHUNKED"})
    void aHundredMegabytesPassByteForByte(Framing.Kind framing) throws Exception {
        BodyOrder order =
                BodyOrder.of(GeneratedBody.of(BodyKind.BINARY, LARGE, 1)).framing(framing);
        GeneratedBody upload = GeneratedBody.of(BodyKind.JSON, LARGE, 2);
        try (RawClient client = gateway.client().timeout(PATIENCE)) {
            if (framing == Framing.Kind.CHUNKED) {
                sendChunked(client, order, upload, new Random(3));
            } else {
                sendWithLength(client, order, upload);
            }
            assertPassed(client.readAnswer(), order, upload);
        }
        assertThat(gateway.takeRecord().requestBytes()).isEqualTo(upload.length());
        gateway.awaitNothingHeld();
    }
}
