/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import ai.dheera.passthrough.config.Definitions;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Exchanges;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.WrittenExchange;
import ai.dheera.passthrough.fixtures.WrittenExchange.Expected;
import ai.dheera.passthrough.spi.ClientRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The written exchanges through a whole gateway, before a stand-in for their providers. */
class CorpusThroughGatewayTest {

    private static final String VIRTUAL_KEY = "sk-virtual-4Wm9Kp2";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private ScriptedUpstream upstream;
    private PassThrough gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.start();
        List<Provider> providers = new ArrayList<>();
        for (String name : Definitions.names()) {
            providers.add(provider(name, upstream.url()));
        }
        gateway = PassThrough.builder()
                .providers(ProviderRegistry.of(providers))
                .keys(KeyStore.inMemory(Map.of(
                        PresentedKey.sha256(VIRTUAL_KEY),
                        VirtualKey.withId("corpus").build())))
                .usage(records::add)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .eventLoops(1)
                .shutdownGrace(() -> Duration.ZERO)
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private static Provider provider(String name, URI upstream) {
        return Definitions.builtIn(name)
                .orElseThrow()
                .upstream(upstream)
                .credentials(List.of(Credential.apiKey("only", "key-of-the-provider")))
                .build();
    }

    static Stream<WrittenExchange> exchanges() {
        return Exchanges.all().stream();
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void eachIsRecordedAsWorkedOutByHand(WrittenExchange exchange) throws Exception {
        UsageRecord record = exchanged(exchange);
        Expected expected = exchange.expected();
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(record.model()).isEqualTo(expected.model());
        assertThat(record.servedModel()).isEqualTo(expected.servedModel());
        assertThat(lowerCase(record.usageSource())).isEqualTo(expected.usageSource());
        if (record.usageSource() == UsageSource.ESTIMATED) {
            return;
        }
        assertThat(plain(record.usage())).isEqualTo(plain(expected.usage()));
        if (exchange.host().isPresent()) {
            return; // the price depends on the host, and here that is the stand-in's
        }
        assertThat(lowerCase(record.pricing())).isEqualTo(expected.pricing());
        if (record.pricing() != Pricing.UNPRICED) {
            assertThat(record.costUsd().map(BigDecimal::toPlainString))
                    .isEqualTo(expected.costUsd().map(BigDecimal::toPlainString));
        }
    }

    @Test
    void aResponseIsBilledOnceHoweverOftenItIsFetched() throws Exception {
        List<UsageRecord> all = new ArrayList<>();
        all.add(exchanged(Exchanges.named("openai", "responses-background-queued")));
        for (int i = 0; i < 100; i++) {
            all.add(exchanged(Exchanges.named("openai", i % 2 == 0 ? "responses-retrieved" : "responses-resumed")));
        }
        assertThat(all)
                .filteredOn(record -> record.pricing() == Pricing.PRICED)
                .singleElement()
                .satisfies(record -> assertThat(record.costUsd())
                        .isEqualTo(Exchanges.named("openai", "responses-retrieved")
                                .expected()
                                .costUsd()));
        assertThat(all)
                .filteredOn(record -> record.pricing() != Pricing.PRICED)
                .hasSize(100)
                .allSatisfy(record -> assertThat(record.usage()).isEmpty());
    }

    @Test
    void theResultsOfABatchAreBilledOnce() throws Exception {
        WrittenExchange results = Exchanges.named("anthropic", "batch-results");
        assertThat(exchanged(results).pricing()).isEqualTo(Pricing.PRICED);
        assertThat(exchanged(results).pricing()).isEqualTo(Pricing.FREE);
    }

    private UsageRecord exchanged(WrittenExchange exchange) throws InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        exchange.pieces("\n").forEach(all::writeBytes);
        byte[] body = all.toByteArray();
        upstream.answerWith(answer(exchange, body));
        MemoryClient client = new MemoryClient(request(exchange), exchange.requestBody());
        gateway.handle(client);
        assertThat(client.awaitAnswer()).as("what the client gets").isEqualTo(body);
        return Objects.requireNonNull(records.poll(10, TimeUnit.SECONDS), "a record within 10 s");
    }

    private static Script answer(WrittenExchange exchange, byte[] body) {
        Random random = new Random(exchange.toString().hashCode());
        String[] headers = exchange.responseHeaders().entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toArray(String[]::new);
        return Answers.chunked(() -> new ByteArrayInputStream(body), () -> 1 + random.nextInt(61), headers);
    }

    private static ClientRequest request(WrittenExchange exchange) {
        RequestSketch sketch = RequestSketch.of(exchange.method(), "/" + exchange.provider() + exchange.target());
        exchange.requestHeaders().forEach(sketch::header);
        return sketch.header("X-Dheera-Api-Key", VIRTUAL_KEY).build();
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> plain(Map<String, BigDecimal> units) {
        Map<String, String> plain = new TreeMap<>();
        units.forEach(
                (unit, amount) -> plain.put(unit, amount.stripTrailingZeros().toPlainString()));
        return plain;
    }
}
