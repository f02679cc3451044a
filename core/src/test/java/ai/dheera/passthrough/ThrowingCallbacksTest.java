/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.ThrowingClient.Call;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Faults;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever throws, wherever it is called from: the event loops live, and the next exchange works. */
class ThrowingCallbacksTest {

    private static final Supplier<Throwable> EXCEPTION = () -> new IllegalStateException("thrown by the test");
    private static final Supplier<Throwable> ERROR = () -> new AssertionError("thrown by the test");

    private final AtomicInteger records = new AtomicInteger();
    private boolean sinkThrows;
    private boolean storeThrows;
    private ScriptedUpstream upstream;
    private PassThrough gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        upstream.answerWith(Answers.events(Duration.ofMillis(2), "one", "two"));
        Provider anthropic = ProviderRegistry.builtIn("anthropic", Credential.apiKey("main", "sk-provider")).toBuilder()
                .upstream(upstream.url())
                .build();
        VirtualKey key = VirtualKey.withId("key").build();
        gateway = PassThrough.builder()
                .providers(ProviderRegistry.of(anthropic))
                .keys(presented -> {
                    if (storeThrows) {
                        throw new AssertionError("the store fails");
                    }
                    return KeyStore.inMemory(Map.of(PresentedKey.sha256("sk-virtual"), key))
                            .find(presented);
                })
                .keyCache(Duration.ofMillis(1))
                .usage(record -> {
                    records.incrementAndGet();
                    if (sinkThrows) {
                        throw new IllegalStateException("the sink fails");
                    }
                })
                .eventLoops(1)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void anExceptionInACallOfTheAdapterHarmsOneExchangeOnly(Call call) throws Exception {
        assertSurvives(new ThrowingClient(call, EXCEPTION));
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void anErrorInACallOfTheAdapterHarmsOneExchangeOnly(Call call) throws Exception {
        assertSurvives(new ThrowingClient(call, ERROR));
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void anExceptionWhileABrokenAnswerIsToldHarmsOneExchangeOnly(Call call) throws Exception {
        upstream.enqueue(Faults.resetsInBody("data: partial\n\n"));
        assertSurvives(new ThrowingClient(call, EXCEPTION));
    }

    @Test
    void aSinkThatThrowsHarmsNobody() throws Exception {
        sinkThrows = true;
        assertSurvives(new ThrowingClient(Call.NONE, EXCEPTION));
    }

    @Test
    void aStoreThatThrowsRefusesAndHarmsNobodyElse() throws Exception {
        storeThrows = true;
        ThrowingClient client = new ThrowingClient(Call.NONE, EXCEPTION);
        gateway.handle(client);
        assertThat(client.awaitStatus()).isEqualTo(503);
        storeThrows = false;
        assertNextWorks();
    }

    @Test
    void aRequestAfterTheEndIsTurnedAway() throws Exception {
        gateway.close();
        ThrowingClient late = new ThrowingClient(Call.NONE, EXCEPTION);
        gateway.handle(late);
        assertThat(late.awaitStatus()).isEqualTo(500);
        assertThat(upstream.requestCount()).isZero();
    }

    private void assertSurvives(ThrowingClient client) throws Exception {
        gateway.handle(client);
        assertNothingHeld();
        assertThat(records).hasValue(1);
        sinkThrows = false;
        assertNextWorks();
    }

    private void assertNextWorks() throws Exception {
        ThrowingClient next = new ThrowingClient(Call.NONE, EXCEPTION);
        gateway.handle(next);
        assertThat(next.awaitStatus()).isEqualTo(200);
        assertNothingHeld();
    }

    private void assertNothingHeld() {
        await().atMost(Duration.ofSeconds(5)).until(() -> gateway.running() == 0 && gateway.connectionsInUse() == 0);
    }
}
