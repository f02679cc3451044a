/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.limits.PicoUsd;
import ai.dheera.passthrough.pricing.InvalidPrices;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastsTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    /** A dollar a million tokens of input, and ten of output. */
    private static final String PRICES = """
            { "input_mtok": 1, "output_mtok": 10 }""";

    private final Provider provider = ProviderRegistry.builtIn("openai", Credential.apiKey("main", "sk-openai"));
    private final Route route = Route.of("POST", "/chat/completions");
    private final Routed routed = new Routed(provider, route, List.of(), "/v1/chat/completions");
    private PriceCatalogue catalogue = catalogue(PRICES);
    private final Forecasts forecasts = new Forecasts(() -> catalogue);

    private static PriceCatalogue catalogue(String prices) {
        try {
            return PriceCatalogue.builtIn().with("""
                            [ { "id": "openai", "models": [ { "id": "m", "match": { "equals": "m" }, "prices": %s } ] } ]
                            """.formatted(prices), "prices.json");
        } catch (InvalidPrices e) {
            throw new AssertionError(e);
        }
    }

    private Forecast of(String model, String body) {
        return of(model, body, NOON);
    }

    private Forecast of(String model, String body, Instant at) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return forecasts.of(
                routed, Optional.of(model), new BodySize(bytes.length), List.of(ByteBuffer.wrap(bytes)), at);
    }

    private static void assertForecast(Forecast forecast, boolean priced, String usd) {
        assertThat(forecast.priced()).isEqualTo(priced);
        assertThat(PicoUsd.toUsd(forecast.picoUsd())).isEqualByComparingTo(usd);
    }

    @Test
    void aTokenPerFourBytesAndAsMuchOutputAsTheRequestAllows() {
        String body = "{\"max_tokens\":100,\"p\":\"" + "x".repeat(375) + "\"}";
        assertThat(body).hasSize(400);
        assertForecast(of("m", body), true, "0.0011");
        assertForecast(of("m", body), true, "0.0011"); // as it is remembered
    }

    @Test
    void aThousandTokensOfOutputWhereTheRequestSetsNoBound() {
        assertForecast(of("m", "{}  "), true, "0.010001");
    }

    @Test
    void noMoreThanTheTextOfAQuarterOfAMegabyte() {
        Forecast forecast = forecasts.of(routed, Optional.of("m"), new BodySize(100_000_000), List.of(), NOON);
        assertForecast(forecast, true, "0.075536");
    }

    @Test
    void noLongerAnswersThanThereAre() {
        assertForecast(of("m", "{\"max_tokens\":999999999}"), true, "2.621446");
    }

    @Test
    void otherPricesHoldAtOnce() {
        assertForecast(of("m", "{\"max_tokens\":0}"), true, "0.000004");
        catalogue = catalogue("{ \"input_mtok\": 2, \"output_mtok\": 10 }");
        assertForecast(of("m", "{\"max_tokens\":0}"), true, "0.000008");
    }

    @Test
    void pricesThatChangeWithTimeHoldWithinAMinute() {
        catalogue = catalogue("""
                [ { "prices": { "input_mtok": 1, "output_mtok": 10 } },
                  { "constraint": { "start_date": "2026-11-24" }, "prices": { "input_mtok": 3, "output_mtok": 10 } } ]""");
        Instant evening = Instant.parse("2026-11-23T23:59:30Z");
        assertForecast(of("m", "{\"max_tokens\":0}", evening), true, "0.000004");
        assertForecast(of("m", "{\"max_tokens\":0}", evening.plusSeconds(60)), true, "0.000012");
    }

    @Test
    void whatOthersOfTheRouteCameToWhereNothingIsKnownOfTheModel() {
        assertForecast(of("unheard-of", "{}"), false, "0");
        forecasts.learn(provider, route, new BigDecimal("0.25"));
        assertForecast(of("unheard-of", "{}"), false, "0.25");
        Forecast nameless = forecasts.of(routed, Optional.empty(), BodySize.NO_BODY, List.of(), NOON);
        assertForecast(nameless, false, "0.25");
        catalogue = catalogue("{ \"input_mtok\": 1 }");
        assertForecast(of("m", "{}"), true, "0.25"); // no price for output
    }

    @Test
    void remembersABoundedNumberOfNamesOfBoundedLength() {
        String longest = "x".repeat(200);
        of(longest, "{}");
        of(longest + "x", "{}");
        assertThat(forecasts.remembered()).isEqualTo(1);
        int most = 0;
        for (int i = 0; i < 11_000; i++) {
            of("made-up-" + i, "{}");
            most = Math.max(most, forecasts.remembered());
        }
        assertThat(most).isEqualTo(10_000);
    }
}
