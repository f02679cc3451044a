/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.ThrowingClient.Call;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.spi.Headers;
import ai.dheera.passthrough.spi.RequestSigner;
import ai.dheera.passthrough.spi.SignableRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignersTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private ScriptedUpstream upstream;

    /** How a signer fails. */
    enum Failure {
        THROWS,
        ANSWERS_SO,
        NEVER_ANSWERS;

        CompletionStage<Headers> happen() {
            return switch (this) {
                case THROWS -> throw new IllegalStateException("no token to be had");
                case ANSWERS_SO -> CompletableFuture.failedFuture(new IllegalStateException("no token to be had"));
                case NEVER_ANSWERS -> new CompletableFuture<>();
            };
        }
    }

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        upstream.answerWith(Answers.json("{}"));
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatASignerAddsTakesThePlaceOfTheKey(boolean atOnce) throws Exception {
        Headers proof = Headers.builder()
                .add("Authorization", "Signed abc")
                .add("Content-Type", "text/signed")
                .build();
        Credential signed = signed(request -> later(atOnce, proof));

        assertThat(answerOf(signed)).isEqualTo(200);

        ReceivedRequest received = upstream.takeRequest(SOON);
        assertThat(received.head().all("Authorization")).containsExactly("Signed abc");
        assertThat(received.head().all("Content-Type")).containsExactly("text/signed");
        assertThat(received.header("x-api-key")).isEmpty();
        assertThat(received.bodyText()).contains("claude");
    }

    private static CompletionStage<Headers> later(boolean atOnce, Headers proof) {
        CompletableFuture<Headers> answer = new CompletableFuture<>();
        Executor when = atOnce ? Runnable::run : CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);
        when.execute(() -> answer.complete(proof));
        return answer;
    }

    @Test
    void aSignerSeesWhatIsSentAndNoVirtualKey() throws Exception {
        BlockingQueue<SignableRequest> seen = new LinkedBlockingQueue<>();
        Credential signed = signed(request -> {
                    seen.add(request);
                    return CompletableFuture.completedFuture(Headers.none());
                })
                .withSettings(Map.of("region", "here"));

        answerOf(signed);

        SignableRequest request = seen.take();
        assertThat(request.method() + " " + request.target()).isEqualTo("POST /v1/messages");
        assertThat(request.authority()).isEqualTo(upstream.url().getAuthority());
        assertThat(request.settings()).containsEntry("region", "here");
        assertThat(request.headers().first("Host")).contains(request.authority());
        assertThat(request.headers().contains("x-api-key")).isFalse();
        assertThat(StandardCharsets.UTF_8.decode(request.body().get(0)).toString())
                .contains("claude");
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void whereASignerFailsNothingIsSent(Failure failure) throws Exception {
        assertThat(answerOf(signed(request -> failure.happen()))).isEqualTo(500);

        UsageRecord record = records.poll(5, TimeUnit.SECONDS);
        assertThat(record.error()).contains(ErrorCode.NO_CREDENTIAL);
        assertThat(record.attempts()).isZero();
        assertThat(upstream.requestCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void whereASignerFailsAnotherCredentialServesAndTheFirstOneRests(Failure failure) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Credential failing = signed(request -> {
                    asked.incrementAndGet();
                    return failure.happen();
                })
                .withWeight(1_000_000);
        try (PassThrough gateway = gateway(failing, Credential.apiKey("plain", "sk-plain"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(answerOf(gateway)).isEqualTo(200);
                assertThat(records.poll(5, TimeUnit.SECONDS).credentialId()).contains("plain");
            }
        }
        assertThat(asked).hasValue(1);
        assertThat(upstream.takeRequest(SOON).header("x-api-key")).contains("sk-plain");
    }

    @Test
    void signersThatHoldAllWorkersDoNotHoldUpKeys() {
        AtomicInteger lookUps = new AtomicInteger();
        KeyStore keys = presented -> {
            lookUps.incrementAndGet();
            return Optional.of(VirtualKey.withId("key").build());
        };
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger signing = new AtomicInteger();
        Credential slow = signed((request, workers) -> CompletableFuture.supplyAsync(
                () -> {
                    signing.incrementAndGet();
                    return awaited(held);
                },
                workers));
        try (PassThrough gateway =
                builder(slow).keys(keys).keyCache(Duration.ofNanos(1)).build()) {
            for (int i = 0; i < 8; i++) {
                gateway.handle(new ThrowingClient(Call.NONE, AssertionError::new));
            }
            await().atMost(SOON).until(() -> signing.get() == 8);
            int before = lookUps.get();

            gateway.handle(new ThrowingClient(Call.NONE, AssertionError::new));

            await().atMost(SOON).until(() -> lookUps.get() > before);
        } finally {
            held.countDown();
        }
    }

    private static Headers awaited(CountDownLatch latch) {
        try {
            latch.await();
            return Headers.none();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int answerOf(Credential credential) throws Exception {
        try (PassThrough gateway = gateway(credential)) {
            return answerOf(gateway);
        }
    }

    private static int answerOf(PassThrough gateway) throws Exception {
        ThrowingClient client = new ThrowingClient(Call.NONE, AssertionError::new);
        gateway.handle(client);
        return client.awaitStatus();
    }

    private PassThrough gateway(Credential... credentials) {
        return builder(credentials).build();
    }

    private PassThrough.Builder builder(Credential... credentials) {
        Provider anthropic = ProviderRegistry.builtIn("anthropic", upstream.url(), credentials).toBuilder()
                .timeouts(new Timeouts(Duration.ofMillis(300), SOON, SOON, SOON))
                .build();
        return PassThrough.builder()
                .providers(ProviderRegistry.of(anthropic))
                .keys(KeyStore.inMemory(Map.of(
                        PresentedKey.sha256("sk-virtual"),
                        VirtualKey.withId("key").build())))
                .usage(records::add)
                .shutdownGrace(() -> Duration.ofMillis(500));
    }

    private static Credential signed(Function<SignableRequest, CompletionStage<Headers>> signer) {
        return signed((request, workers) -> signer.apply(request));
    }

    private static Credential signed(BiFunction<SignableRequest, Executor, CompletionStage<Headers>> signer) {
        return Credential.signed("signed", new RequestSigner() {
            @Override
            public boolean signsBody() {
                return true;
            }

            @Override
            public CompletionStage<Headers> sign(SignableRequest request, Executor workers) {
                return signer.apply(request, workers);
            }
        });
    }
}
