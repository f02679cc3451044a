/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.limits.PicoUsd;
import ai.dheera.passthrough.metering.MostOutput;
import ai.dheera.passthrough.pricing.Cost;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.pricing.Sale;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what exchanges may come to: by the model's price for as many tokens as the body has room for and the answer may
 * have, or else as others of the route did. What is told is held for a while and then given back, so that it need not be
 * exact; but each exchange under a budget waits for it. Safe for use by several threads.
 */
final class Forecasts {

    private static final long BYTES_PER_TOKEN = 4;

    /** What is longer is pictures or sound more often than text. */
    private static final long MOST_TEXT = 256 * 1024;

    /** Of an answer whose request sets no bound. */
    private static final long USUAL_OUTPUT = 1_000;

    /** No answer is longer: who claims more holds no budget up with it. */
    private static final long MOST_OUTPUT = 256 * 1024;

    private static final int MOST_MODELS = 10_000;

    /** Clients make names up; a longer one is no model's, and is looked up each time. */
    private static final int LONGEST_NAME = 200;

    /** Prices change with time. */
    private static final long GOOD_FOR_SECONDS = 60;

    private final Supplier<PriceCatalogue> prices;
    private final Experience experience = new Experience();
    private final Map<Asked, Known> known = new ConcurrentHashMap<>();

    private record Asked(String provider, String path, String model) {}

    /** Token prices, and of what they are the prices: another one of these may have others. */
    private record Known(PriceCatalogue catalogue, Provider provider, Instant since, TokenPrices prices) {

        boolean isOf(PriceCatalogue asked, Provider of, Instant at) {
            return catalogue == asked
                    && provider == of
                    && Math.abs(at.getEpochSecond() - since.getEpochSecond()) < GOOD_FOR_SECONDS;
        }
    }

    /**
     * What tokens cost.
     *
     * @param known whether there is a price for the model
     * @param input pico-dollars for a portion of tokens of input; {@link #MISSING} where some price is
     * @param output likewise
     */
    private record TokenPrices(boolean known, long input, long output) {

        /** Few enough that no price for long contexts is meant. */
        static final BigDecimal PORTION = BigDecimal.valueOf(10_000);

        static final long MISSING = -1;

        private static final double TOKENS = PORTION.doubleValue();

        long picoUsd(long inputTokens, long outputTokens) {
            return (long) (((double) inputTokens * input + (double) outputTokens * output) / TOKENS);
        }
    }

    Forecasts(Supplier<PriceCatalogue> prices) {
        this.prices = prices;
    }

    /** An exchange has cost something. */
    void learn(Provider provider, Route route, BigDecimal usd) {
        experience.learn(provider, route, usd);
    }

    /**
     * {@return what an exchange may come to}
     *
     * @param model the model asked for
     * @param body the size of its body
     * @param held as much of the body as is at hand
     */
    Forecast of(Routed to, Optional<String> model, BodySize body, List<ByteBuffer> held, Instant at) {
        Route route = to.route();
        if (route.costUsd().isPresent()) {
            return new Forecast(PicoUsd.of(route.costUsd().get()), true);
        }
        if (model.isEmpty()) {
            return new Forecast(experienced(to), false);
        }
        TokenPrices tokens = tokenPrices(to, model.get(), at);
        long picoUsd = tokens.input() == TokenPrices.MISSING
                ? experienced(to)
                : tokens.picoUsd(inputTokens(body, held), outputTokens(held));
        return new Forecast(picoUsd, tokens.known());
    }

    private long experienced(Routed to) {
        return PicoUsd.of(experience.expected(to.provider(), to.route()));
    }

    private static long outputTokens(List<ByteBuffer> held) {
        return Math.min(MostOutput.of(held).orElse(USUAL_OUTPUT), MOST_OUTPUT);
    }

    private static long inputTokens(BodySize body, List<ByteBuffer> held) {
        long bytes = 0;
        for (ByteBuffer piece : held) {
            bytes += piece.remaining();
        }
        return Math.min(Math.max(body.bytes(), bytes), MOST_TEXT) / BYTES_PER_TOKEN;
    }

    private TokenPrices tokenPrices(Routed to, String model, Instant at) {
        PriceCatalogue catalogue = prices.get();
        Asked asked = new Asked(to.provider().name(), to.route().path(), model);
        @Nullable Known before = known.get(asked);
        if (before != null && before.isOf(catalogue, to.provider(), at)) {
            return before.prices();
        }
        TokenPrices found = lookUp(to, model, catalogue, at);
        if (model.length() <= LONGEST_NAME) {
            remember(asked, new Known(catalogue, to.provider(), at, found));
        }
        return found;
    }

    /** At the bound all begins anew: what is looked for by each exchange is not to keep account of its use. */
    private void remember(Asked asked, Known prices) {
        if (known.size() >= MOST_MODELS) {
            known.clear();
        }
        known.put(asked, prices);
    }

    /** {@return how many models' prices are remembered} */
    int remembered() {
        return known.size();
    }

    private static TokenPrices lookUp(Routed to, String model, PriceCatalogue catalogue, Instant at) {
        Map<String, BigDecimal> input = Map.of("input_tokens", TokenPrices.PORTION);
        Map<String, BigDecimal> both =
                Map.of("input_tokens", TokenPrices.PORTION, "output_tokens", TokenPrices.PORTION);
        Cost ofInput = catalogue.cost(sale(to, model, input, at));
        Cost ofBoth = catalogue.cost(sale(to, model, both, at));
        boolean isKnown = ofBoth.model().isPresent();
        if (!ofBoth.complete() || ofInput.usd().isEmpty() || ofBoth.usd().isEmpty()) {
            return new TokenPrices(isKnown, TokenPrices.MISSING, TokenPrices.MISSING);
        }
        long picoInput = PicoUsd.of(ofInput.usd().get());
        return new TokenPrices(isKnown, picoInput, PicoUsd.of(ofBoth.usd().get()) - picoInput);
    }

    private static Sale sale(Routed to, String model, Map<String, BigDecimal> units, Instant at) {
        Provider provider = to.provider();
        return new Sale(
                provider.prices().orElse(provider.name()),
                Optional.of(provider.upstream() + to.path()),
                Accounts.names(provider, Optional.empty(), Optional.of(model)),
                units,
                Map.of(),
                at);
    }
}
