/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.usage.UsageStore;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Actuator tells of the stores. */
@Timeout(60)
class HealthTest {

    private static final String PASSWORD = "the-password-of-the-database";

    private static final Stores STORES = new Stores();
    private static HostApplication application;

    /** A key store and a store of usage records that do as a test wants. */
    private static final class Stores implements UsageStore {

        volatile boolean failing;
        volatile Optional<CountDownLatch> hanging = Optional.empty();
        final AtomicInteger asked = new AtomicInteger();

        private void answer() {
            asked.incrementAndGet();
            hanging.ifPresent(Stores::await);
            if (failing) {
                throw new IllegalStateException("no connection for root:" + PASSWORD);
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        Optional<VirtualKey> find(PresentedKey presented) {
            answer();
            return Optional.empty();
        }

        @Override
        public void write(List<UsageRecord> batch) {}

        @Override
        public List<Spend> spend(Query query) {
            answer();
            return List.of();
        }

        @Override
        public BillingLedger ledger() {
            return BillingLedger.inMemory();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        KeyStore teamKeys() {
            return STORES::find;
        }

        @Bean
        UsageStore usageStore() {
            return STORES;
        }

        @Bean
        CountingLimits limits() {
            return new CountingLimits();
        }

        @Bean
        RecordingSink sink() {
            return new RecordingSink();
        }
    }

    @BeforeAll
    static void start() {
        application = HostApplication.start(
                Beans.class,
                "dheera.passthrough.providers.anthropic.api-key=sk-ant",
                "dheera.passthrough.health-timeout=300ms",
                "management.endpoint.health.show-details=always");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void heal() {
        STORES.failing = false;
        STORES.hanging = Optional.empty();
        application.bean(RecordingSink.class).full = false;
    }

    private static JsonObject health() throws Exception {
        return health(application);
    }

    private static JsonObject health(HostApplication asked) throws Exception {
        try (RawClient client = RawClient.connect(asked.port()).timeout(Duration.ofSeconds(10))) {
            Answer answer = client.get("/actuator/health");
            assertThat(answer.body().text()).doesNotContain(PASSWORD);
            return JsonParser.parseString(answer.body().text())
                    .getAsJsonObject()
                    .getAsJsonObject("components")
                    .getAsJsonObject("dheeraPassThrough");
        }
    }

    private static String detail(JsonObject health, String store) {
        return health.getAsJsonObject("details").get(store).getAsString();
    }

    private static String status(JsonObject health) {
        return health.get("status").getAsString();
    }

    @Test
    void storesThatAnswerAreUp() throws Exception {
        JsonObject health = health();
        assertThat(status(health)).isEqualTo("UP");
        assertThat(health.getAsJsonObject("details").keySet())
                .containsExactlyInAnyOrder("teamKeys", "limits", "usageStore", "sink");
        assertThat(detail(health, "teamKeys")).isEqualTo("answers");
    }

    @Test
    void aStoreThatFailsIsDownAndItsMessageUntold() throws Exception {
        STORES.failing = true;
        JsonObject health = health();
        assertThat(status(health)).isEqualTo("DOWN");
        assertThat(detail(health, "teamKeys")).isEqualTo("failed: IllegalStateException");
        assertThat(detail(health, "usageStore")).isEqualTo("failed: IllegalStateException");
        assertThat(detail(health, "sink")).isEqualTo("answers");
    }

    @Test
    void aStoreThatHangsIsDownInTimeAndAskedOnce() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        STORES.hanging = Optional.of(latch);
        int before = STORES.asked.get();
        for (int i = 0; i < 3; i++) {
            long begun = System.nanoTime();
            JsonObject health = health();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            assertThat(status(health)).isEqualTo("DOWN");
            assertThat(detail(health, "teamKeys")).isEqualTo("does not answer within 300 ms");
        }
        assertThat(STORES.asked.get() - before).isEqualTo(2);
        STORES.hanging = Optional.empty();
        latch.countDown();
    }

    @Test
    void aSinkThatHoldsNewExchangesIsDown() throws Exception {
        application.bean(RecordingSink.class).full = true;
        JsonObject health = health();
        assertThat(status(health)).isEqualTo("DOWN");
        assertThat(detail(health, "sink")).isEqualTo("failed: TooManyRecordsWait");
    }

    @Test
    void aKeyStoreOfTheConfigurationFileThatIsAwayIsDown(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("llm.json"), """
                { "keyStore": { "jdbc": { "url": "jdbc:h2:tcp://127.0.0.1:1/keys", "user": "root", "password": "%s" } } }
                """.formatted(PASSWORD));
        try (HostApplication configured = HostApplication.start(
                Nothing.class,
                "dheera.passthrough.config=" + file,
                "dheera.passthrough.providers.anthropic.api-key=sk-ant",
                "dheera.passthrough.health-timeout=300ms",
                "management.endpoint.health.show-details=always")) {
            JsonObject health = health(configured);
            assertThat(status(health)).isEqualTo("DOWN");
            assertThat(detail(health, "configuration-file")).isEqualTo("does not answer within 300 ms");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @ParameterizedTest
    @ValueSource(strings = {"management.health.dheera-pass-through.enabled", "management.health.defaults.enabled"})
    void healthIsUntoldWhereThatIsSwitchedOff(String property) {
        try (HostApplication untold = HostApplication.start(
                Beans.class, "dheera.passthrough.providers.anthropic.api-key=sk-ant", property + "=false")) {
            assertThat(untold.context().getBeanProvider(StoreHealth.class)).isEmpty();
        }
    }

    @Test
    void healthIsUntoldWhereTheGatewayIsSwitchedOff() {
        try (HostApplication off = HostApplication.start(Beans.class, "dheera.passthrough.enabled=false")) {
            assertThat(off.context().getBeanProvider(StoreHealth.class)).isEmpty();
        }
    }
}
