/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.config.Definitions;
import ai.dheera.passthrough.fixtures.Exchanges;
import ai.dheera.passthrough.fixtures.WrittenExchange;
import ai.dheera.passthrough.fixtures.WrittenExchange.Expected;
import ai.dheera.passthrough.metering.Estimator;
import ai.dheera.passthrough.metering.Meter;
import ai.dheera.passthrough.metering.Metered;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The written exchanges, replayed in every way in which bytes may come. */
class CorpusTest {

    private static final List<String> LINE_ENDS = List.of("\n", "\r\n", "\r");
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 5L);
    private static final int WHOLE = Integer.MAX_VALUE;

    /** How an exchange came to its end. */
    private record Ended(Metered metered, Settlement settlement) {}

    /** How bytes are cut into pieces. */
    private interface Cut {
        int next();
    }

    /** How bytes are compressed. */
    private enum Coding {
        IDENTITY,
        GZIP,
        DEFLATE;

        byte[] packed(byte[] body) throws IOException {
            if (this == IDENTITY) {
                return body;
            }
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (DeflaterOutputStream out = this == GZIP
                    ? new GZIPOutputStream(packed)
                    : new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
                out.write(body);
            }
            return packed.toByteArray();
        }
    }

    static Stream<WrittenExchange> exchanges() {
        return Exchanges.all().stream();
    }

    private static Stream<WrittenExchange> ofSeveralPieces() {
        return exchanges().filter(exchange -> exchange.pieces("\n").size() > 1);
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void eachComesToWhatWasWorkedOutByHand(WrittenExchange exchange) {
        Ended ended = replay(exchange, body(exchange, "\n"), Coding.IDENTITY, () -> WHOLE, Outcome.COMPLETED);
        assertAsExpected(exchange, ended, "whole");
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void eachComesToTheSameInPiecesOfAnySize(WrittenExchange exchange) throws IOException {
        for (String lineEnd : exchange.hasEvents() ? LINE_ENDS : LINE_ENDS.subList(0, 1)) {
            byte[] body = body(exchange, lineEnd);
            for (Coding coding : Coding.values()) {
                byte[] packed = coding.packed(body);
                String how = coding + ", lines end with "
                        + lineEnd.replace("\r", "CR").replace("\n", "LF");
                assertAsExpected(
                        exchange, replay(exchange, packed, coding, () -> 1, Outcome.COMPLETED), how + ", byte by byte");
                for (long seed : SEEDS) {
                    Random random = new Random(seed);
                    assertAsExpected(
                            exchange,
                            replay(exchange, packed, coding, () -> 1 + random.nextInt(97), Outcome.COMPLETED),
                            how + ", seed " + seed);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ofSeveralPieces")
    void noneIsReportedWithWrongNumbersWhereItIsCutOff(WrittenExchange exchange) {
        List<byte[]> pieces = exchange.pieces("\n");
        for (int kept = 0; kept < pieces.size(); kept++) {
            byte[] begun = joined(pieces.subList(0, kept));
            Ended ended = replay(exchange, begun, Coding.IDENTITY, () -> WHOLE, Outcome.UPSTREAM_ABORTED);
            Settlement settlement = ended.settlement();
            String how = exchange + " cut off behind " + kept + " of " + pieces.size() + " pieces";
            if (settlement.source() == UsageRecord.UsageSource.REPORTED) {
                assertToldSoFar(exchange, ended, how);
            } else if (settlement.source() == UsageRecord.UsageSource.NONE) {
                assertThat(settlement.units()).as(how).isEmpty();
            }
        }
    }

    /** Where every document is billed for itself, those that came are; all others tell the end or nothing. */
    private static void assertToldSoFar(WrittenExchange exchange, Ended ended, String how) {
        Expected expected = exchange.expected();
        if (reading(exchange).map(UsageReading::adds).orElse(false)) {
            expected.usage()
                    .forEach((unit, amount) -> assertThat(
                                    ended.settlement().units().getOrDefault(unit, BigDecimal.ZERO))
                            .as(how + ": " + unit)
                            .isLessThanOrEqualTo(amount));
        } else {
            assertAsExpected(exchange, ended, how);
        }
    }

    @Test
    void everyProviderWithAReadingHasAnExchange() {
        Set<String> without = new LinkedHashSet<>();
        Set<String> covered = new LinkedHashSet<>();
        exchanges().forEach(exchange -> covered.add(exchange.provider()));
        for (String provider : Definitions.names()) {
            boolean tells = provider(provider).routes().stream()
                    .anyMatch(route -> route.usage().isPresent());
            if (tells && !covered.contains(provider)) {
                without.add(provider);
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void everyReadingHasAnExchange() {
        Set<String> readings = new LinkedHashSet<>();
        for (String provider : Definitions.names()) {
            provider(provider).routes().forEach(route -> route.usage().ifPresent(usage -> readings.add(usage.name())));
        }
        exchanges().forEach(exchange -> reading(exchange).ifPresent(usage -> readings.remove(usage.name())));
        assertThat(readings).isEmpty();
    }

    private static Optional<UsageReading> reading(WrittenExchange exchange) {
        return routed(exchange).route().usage();
    }

    // replaying

    private static Ended replay(WrittenExchange exchange, byte[] body, Coding coding, Cut cut, Outcome outcome) {
        Routed routed = routed(exchange);
        Metered metered = routed.route()
                .usage()
                .filter(reading -> routed.route().bills())
                .map(reading -> metered(exchange, routed, reading, body, coding, cut))
                .orElse(Metered.NOTHING);
        return new Ended(metered, settled(exchange, routed, metered, outcome));
    }

    private static Metered metered(
            WrittenExchange exchange, Routed routed, UsageReading reading, byte[] body, Coding coding, Cut cut) {
        String query = request(exchange).query();
        Meter meter = new Meter(
                reading,
                name -> variable(routed, name),
                name -> KeyCarriers.parameter(query, name).orElse(null));
        meter.request(ByteBuffer.wrap(exchange.requestBody()));
        meter.answerBegan(head(exchange, coding));
        for (int i = 0; i < body.length; ) {
            int length = Math.min(cut.next(), body.length - i);
            meter.answer(ByteBuffer.wrap(body, i, length));
            i += length;
        }
        return meter.end();
    }

    private static @Nullable String variable(Routed routed, String name) {
        int index = routed.route().variableIndex(name);
        return index < 0 ? null : routed.variables().get(index);
    }

    private static Settlement settled(WrittenExchange exchange, Routed routed, Metered metered, Outcome outcome) {
        Served served = new Served(
                routed.provider(),
                routed.route(),
                routed.path(),
                exchange.expected().model(),
                exchange.host().orElse(""),
                exchange.status(),
                outcome,
                true,
                metered,
                exchange.at());
        List<Settlement> settlements = new ArrayList<>();
        Accounts accounts =
                new Accounts(PriceCatalogue::builtIn, BillingLedger.inMemory(), () -> Estimators.FOUND, Runnable::run);
        accounts.settle(served, settlements::add);
        assertThat(settlements).as(exchange.toString()).hasSize(1);
        return settlements.get(0);
    }

    private static final class Estimators {
        static final Estimator FOUND = Estimator.found();
    }

    private static Routed routed(WrittenExchange exchange) {
        Provider provider = provider(exchange.provider());
        ClientRequest request = request(exchange);
        Provider.Matched matched =
                provider.route(exchange.method(), request.path()).orElseThrow();
        return new Routed(provider, matched.route(), matched.variables(), request.path());
    }

    private static Provider provider(String name) {
        Provider.Builder provider = Definitions.builtIn(name).orElseThrow();
        Definitions.upstreamExample(name).map(URI::create).ifPresent(provider::upstream);
        return provider.build();
    }

    private static ClientRequest request(WrittenExchange exchange) {
        RequestSketch sketch = RequestSketch.of(exchange.method(), exchange.target());
        exchange.requestHeaders().forEach(sketch::header);
        return sketch.build();
    }

    private static Headers head(WrittenExchange exchange, Coding coding) {
        Headers.Builder head = Headers.builder();
        exchange.responseHeaders().forEach(head::add);
        if (coding != Coding.IDENTITY) {
            head.add("Content-Encoding", coding.name().toLowerCase(Locale.ROOT));
        }
        return head.build();
    }

    private static byte[] body(WrittenExchange exchange, String lineEnd) {
        return joined(exchange.pieces(lineEnd));
    }

    private static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        pieces.forEach(body::writeBytes);
        return body.toByteArray();
    }

    // what is expected

    private static void assertAsExpected(WrittenExchange exchange, Ended ended, String how) {
        Expected expected = exchange.expected();
        Settlement settlement = ended.settlement();
        String as = exchange + ", " + how;
        assertThat(settlement.source().name().toLowerCase(Locale.ROOT)).as(as).isEqualTo(expected.usageSource());
        assertThat(ended.metered().id()).as(as).isEqualTo(expected.id());
        if (settlement.source() == UsageRecord.UsageSource.ESTIMATED) {
            assertThat(settlement.units()).as(as).containsKeys("input_tokens", "output_tokens");
            return;
        }
        assertThat(plain(settlement.units())).as(as).isEqualTo(plain(expected.usage()));
        assertThat(settlement.pricing().name().toLowerCase(Locale.ROOT)).as(as).isEqualTo(expected.pricing());
        assertThat(ended.metered().model()).as(as).isEqualTo(expected.servedModel());
        if (!expected.pricing().equals("unpriced")) {
            assertThat(settlement.costUsd().map(BigDecimal::toPlainString))
                    .as(as)
                    .isEqualTo(expected.costUsd().map(BigDecimal::toPlainString));
        }
    }

    private static Map<String, String> plain(Map<String, BigDecimal> units) {
        Map<String, String> plain = new TreeMap<>();
        units.forEach(
                (unit, amount) -> plain.put(unit, amount.stripTrailingZeros().toPlainString()));
        return plain;
    }
}
