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
import ai.dheera.passthrough.spi.ClientExchange;
import ai.dheera.passthrough.spi.ClientListener;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StalledClientTest {

    @Test
    void theConnectionOfAStalledClientServesTheNextOne() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start();
                PassThrough gateway = gateway(upstream)) {
            upstream.answerWith(Answers.json("{\"whole\":true}"));
            gateway.handle(new StalledClient(1_000_000));
            await().atMost(Duration.ofSeconds(5)).until(() -> gateway.connectionsIdle() == 1);

            ThrowingClient next = new ThrowingClient(Call.NONE, AssertionError::new);
            gateway.handle(next);

            assertThat(next.awaitStatus()).isEqualTo(200);
            assertThat(upstream.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void shortPiecesDoNotPileUp() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start();
                PassThrough gateway = gateway(upstream)) {
            upstream.answerWith(
                    Answers.eventStreamHead().sendChunkEvery(Duration.ofMillis(1), 30_000, number -> new byte[] {'x'}));
            StalledClient client = new StalledClient(1);
            gateway.handle(client);

            await().atMost(Duration.ofSeconds(30)).until(() -> client.pieces > 1_000);
            Thread.sleep(500); // nothing tells that nothing more comes

            assertThat(client.pieces).isLessThan(1_010);
        }
    }

    private static PassThrough gateway(ScriptedUpstream upstream) {
        Provider anthropic =
                ProviderRegistry.builtIn("anthropic", upstream.url(), Credential.apiKey("main", "sk-provider"));
        VirtualKey key = VirtualKey.withId("key").build();
        return PassThrough.builder()
                .providers(ProviderRegistry.of(anthropic))
                .keys(KeyStore.inMemory(Map.of(PresentedKey.sha256("sk-virtual"), key)))
                .shutdownGrace(() -> Duration.ZERO)
                .build();
    }

    /** Takes nothing of its answer, which is held for it. */
    private static final class StalledClient implements ClientExchange {

        private final ClientExchange client = new ThrowingClient(Call.NONE, AssertionError::new);
        private final long heldAPiece;
        private volatile long held;
        private volatile int pieces;

        StalledClient(long heldAPiece) {
            this.heldAPiece = heldAPiece;
        }

        @Override
        public ClientRequest request() {
            return client.request();
        }

        @Override
        public String baseUrl() {
            return "http://localhost/llm";
        }

        @Override
        public void listen(ClientListener listener) {
            client.listen(listener);
        }

        @Override
        public void readBody() {
            client.readBody();
        }

        @Override
        public void head(int status, Headers headers) {}

        @Override
        public void write(ByteBuffer piece) {
            held = held + heldAPiece;
            pieces = pieces + 1;
        }

        @Override
        public void flush() {}

        @Override
        public long pending() {
            return held;
        }

        @Override
        public void end() {}

        @Override
        public void abort() {}
    }
}
