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
            gateway.handle(new StalledClient());
            await().atMost(Duration.ofSeconds(5)).until(() -> gateway.connectionsIdle() == 1);

            ThrowingClient next = new ThrowingClient(Call.NONE, AssertionError::new);
            gateway.handle(next);

            assertThat(next.awaitStatus()).isEqualTo(200);
            assertThat(upstream.acceptedConnections()).isEqualTo(1);
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
        private long held;

        @Override
        public ClientRequest request() {
            return client.request();
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
            held += 1_000_000;
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
