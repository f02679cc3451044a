/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.UsageRecord.Pricing;
import ai.dheera.passthrough.UsageRecord.UsageSource;
import ai.dheera.passthrough.metering.Estimator;
import ai.dheera.passthrough.metering.Metered;
import ai.dheera.passthrough.metering.Metered.Portion;
import ai.dheera.passthrough.metering.PassedText;
import ai.dheera.passthrough.pricing.Cost;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.pricing.Sale;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works out what exchanges come to: what was used, as reported or estimated, and what that costs. At once where it can;
 * estimates and ledgers that block have threads of their own. Safe for use by several threads.
 */
final class Accounts {

    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final Supplier<PriceCatalogue> prices;
    private final BillingLedger ledger;
    private final Supplier<Estimator> estimator;
    private final Executor workers;
    private final Forecasts forecasts;

    Accounts(Supplier<PriceCatalogue> prices, BillingLedger ledger, Supplier<Estimator> estimator, Executor workers) {
        this.prices = prices;
        this.ledger = ledger;
        this.estimator = estimator;
        this.workers = workers;
        this.forecasts = new Forecasts(prices);
    }

    /** Tells what an exchange comes to, once, from this thread or another one. */
    void settle(Served served, Consumer<Settlement> then) {
        boolean claims = served.metered().id().isPresent() && ledger.blocking();
        if (!claims && !served.needsEstimate()) {
            then.accept(guarded(served));
            return;
        }
        try {
            workers.execute(() -> then.accept(guarded(served)));
        } catch (RejectedExecutionException e) {
            then.accept(guarded(served)); // slower, and right all the same
        }
    }

    private Settlement guarded(Served served) {
        try {
            Settlement settlement = settlement(served);
            settlement
                    .costUsd()
                    .filter(cost -> cost.signum() > 0)
                    .ifPresent(cost -> forecasts.learn(served.provider(), served.route(), cost));
            return settlement;
        } catch (RuntimeException | Error e) {
            log.error(
                    "What an exchange with provider '{}' comes to cannot be told",
                    served.provider().name(),
                    e);
            return Settlement.UNKNOWN;
        }
    }

    private Settlement settlement(Served served) {
        if (served.route().costUsd().isPresent()) {
            return fixed(served, served.route().costUsd().get());
        }
        if (!served.route().bills() || served.metered().pending()) {
            return Settlement.FREE;
        }
        if (served.needsEstimate()) {
            return isFirst(served) ? estimated(served, served.metered().text().orElseThrow()) : Settlement.FREE;
        }
        if (served.metered().isReported()) {
            return !served.isToldElsewhere() && isFirst(served) ? reported(served) : Settlement.FREE;
        }
        return served.isSuccess() ? Settlement.UNKNOWN : Settlement.FREE;
    }

    private static Settlement fixed(Served served, BigDecimal cost) {
        return served.isSuccess()
                ? new Settlement(Map.of(), UsageSource.NONE, Optional.of(cost), Pricing.FIXED)
                : Settlement.FREE;
    }

    /** Whether it has not been billed yet, on whatever node. */
    private boolean isFirst(Served served) {
        Optional<String> id = served.metered().id();
        if (id.isEmpty()) {
            return true;
        }
        try {
            return ledger.claim(served.provider().name() + "/" + id.get());
        } catch (Exception e) {
            log.error("The ledger cannot tell whether {} was billed before; it is billed", id.get(), e);
            return true;
        }
    }

    private Settlement reported(Served served) {
        Metered metered = served.metered();
        UsageSource source = served.isToldWhole() ? UsageSource.REPORTED : UsageSource.ESTIMATED;
        return metered.costUsd()
                .map(cost -> new Settlement(metered.units(), source, Optional.of(cost), Pricing.PROVIDER))
                .orElseGet(() -> priced(served, metered.portions(), source));
    }

    private Settlement estimated(Served served, PassedText text) {
        Metered metered = served.metered();
        String model = metered.model().or(served::askedModel).orElse("");
        Map<String, BigDecimal> units = new LinkedHashMap<>(metered.units());
        units.computeIfAbsent("input_tokens", unit -> estimator.get().input(text, model));
        units.merge("output_tokens", estimator.get().output(text, model), BigDecimal::max);
        return priced(served, List.of(new Portion(metered.model(), units)), UsageSource.ESTIMATED);
    }

    private Settlement priced(Served served, List<Portion> portions, UsageSource source) {
        BigDecimal sum = null;
        boolean complete = true;
        for (Portion portion : portions) {
            Cost cost = prices.get().cost(sale(served, portion));
            complete &= cost.complete();
            BigDecimal before = sum == null ? BigDecimal.ZERO : sum;
            sum = cost.usd().isPresent() ? before.add(cost.usd().get()) : sum;
        }
        Pricing pricing = complete ? Pricing.PRICED : Pricing.UNPRICED;
        return new Settlement(Metered.units(portions), source, Optional.ofNullable(sum), pricing);
    }

    /** Tells what an exchange may come to. */
    Forecast forecast(Routed to, Optional<String> model, BodySize body, List<ByteBuffer> held, Instant at) {
        return forecasts.of(to, model, body, held, at);
    }

    private static Sale sale(Served served, Portion portion) {
        Provider provider = served.provider();
        Map<String, String> terms = new HashMap<>(served.metered().terms());
        terms.put("host", served.host());
        return new Sale(
                provider.prices().orElse(provider.name()),
                Optional.of(provider.upstream() + served.path()),
                names(provider, portion.model(), served.askedModel()),
                portion.units(),
                terms,
                served.at());
    }

    /**
     * What the operator says goes before what the answer says, and that before what was asked for, unless the latter says
     * the same and more: {@code global.anthropic.claude-opus-5-5}. Names without what stands before a slash come last:
     * {@code models/gemini-2.5-pro}.
     */
    static List<String> names(Provider provider, Optional<String> told, Optional<String> asked) {
        Map<String, String> pricedAs = provider.pricedAs();
        Set<String> models = new LinkedHashSet<>();
        told.map(pricedAs::get).ifPresent(models::add);
        asked.map(pricedAs::get).ifPresent(models::add);
        asked.filter(name -> told.filter(name::contains).isPresent()).ifPresent(models::add);
        told.ifPresent(models::add);
        asked.ifPresent(models::add);
        List.copyOf(models).forEach(name -> models.add(name.substring(name.lastIndexOf('/') + 1)));
        return List.copyOf(models);
    }
}
