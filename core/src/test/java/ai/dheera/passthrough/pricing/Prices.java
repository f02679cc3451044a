/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;

/** A catalogue of one provider, {@code acme}, in a test. */
record Prices(PriceCatalogue catalogue) {

    /** One model, {@code m}, with these prices; apostrophes stand for quotation marks. */
    static Prices of(String prices) {
        return provider("'models': [ { 'id': 'm', 'match': { 'equals': 'm' }, 'prices': " + prices + " } ]");
    }

    /** These members of the provider, beside its id. */
    static Prices provider(String members) {
        return file("[ { 'id': 'acme', " + members + " } ]");
    }

    /** A whole file. */
    static Prices file(String text) {
        try {
            return new Prices(PriceCatalogue.builtIn().with(text.replace('\'', '"'), "prices.json"));
        } catch (InvalidPrices e) {
            throw new AssertionError(e);
        }
    }

    static Sold sale() {
        return Sold.by("acme", "m");
    }

    Cost cost(Sold sold) {
        return catalogue.cost(sold.sale());
    }

    void assertCost(Sold sold, String usd) {
        Cost cost = cost(sold);
        assertThat(cost.usd()).isEqualTo(Optional.of(new BigDecimal(usd)));
        assertThat(cost.complete()).isTrue();
    }
}
