/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NestedUnitsTest {

    private static final Sold SALE = Prices.sale();

    @Test
    void paysForCachedInputAtTheInputPriceWhereItHasNone() {
        Prices prices = Prices.of("{ 'input_mtok': 2 }");

        prices.assertCost(SALE.with("input_tokens", 1_000_000).with("cache_read_tokens", 400_000), "2");
    }

    @Test
    void paysForWhatAMoreSpecificPriceCoversOnce() {
        Prices prices = Prices.of("{ 'input_mtok': 2, 'cache_read_mtok': 1, 'cache_audio_read_mtok': 3 }");

        prices.assertCost(
                SALE.with("input_tokens", 1_000_000)
                        .with("cache_read_tokens", 400_000)
                        .with("cache_audio_read_tokens", 100_000),
                "1.8");
    }

    @Test
    void paysForADetailBetweenTwoPricesAtTheNearest() {
        Prices prices = Prices.of("{ 'input_mtok': 2, 'cache_write_1h_mtok': 8 }");

        prices.assertCost(
                SALE.with("input_tokens", 1_000_000)
                        .with("cache_write_tokens", 500_000)
                        .with("cache_write_1h_tokens", 100_000),
                "2.6");
    }

    @Test
    void paysForPartsOfAWholeThatWasNotTold() {
        Prices prices = Prices.of("{ 'output_mtok': 10, 'output_image_mtok': 40 }");

        prices.assertCost(SALE.with("output_text_tokens", 100).with("output_image_tokens", 200), "0.009");
        prices.assertCost(SALE.with("output_reasoning_tokens", 100), "0.001");
    }

    @Test
    void takesOverlappingPartsOfAWholeThatWasNotToldForEachOther() {
        Prices prices = Prices.of("{ 'input_mtok': 10, 'cache_read_mtok': 1 }");

        // 100 tokens, told twice: by modality, and 60 of them by where they were read from
        prices.assertCost(
                SALE.with("input_text_tokens", 70)
                        .with("input_image_tokens", 30)
                        .with("cache_read_tokens", 60),
                "0.00046");
    }

    @Test
    void findsATierByThePartsOfAnInputThatWasNotTold() {
        Prices prices = Prices.of(
                "{ 'input_mtok': { 'base': 1, 'tiers': [ { 'start': 100, 'price': 5 } ] }, 'output_mtok': { 'base': 2,"
                        + " 'tiers': [ { 'start': 100, 'price': 7 } ] } }");

        prices.assertCost(
                SALE.with("input_text_tokens", 60)
                        .with("input_image_tokens", 40)
                        .with("output_tokens", 10),
                "0.00012");
        prices.assertCost(
                SALE.with("input_text_tokens", 60)
                        .with("input_image_tokens", 41)
                        .with("output_tokens", 10),
                "0.000575");
    }

    @Test
    void choosesTheHighestTierThatIsPassed() {
        Prices prices = Prices.of("{ 'input_mtok': { 'base': 1, 'tiers': [ { 'start': 10, 'price': 2 }, { 'start': 20,"
                + " 'price': 3 } ] } }");

        prices.assertCost(SALE.with("input_tokens", 10), "0.00001");
        prices.assertCost(SALE.with("input_tokens", 11), "0.000022");
        prices.assertCost(SALE.with("input_tokens", 20), "0.00004");
        prices.assertCost(SALE.with("input_tokens", 21), "0.000063");
    }

    @Test
    void paysForWhatTwoPricesShareAtTheDearer() {
        Prices prices = Prices.of("{ 'input_mtok': 1, 'input_audio_mtok': 32, 'cache_read_mtok': 0.5 }");

        // 100: cached text 30 × 0.50, cached audio 20 × 32, audio 20 × 32, text 30 × 1
        prices.assertCost(
                SALE.with("input_tokens", 100)
                        .with("input_audio_tokens", 40)
                        .with("cache_read_tokens", 50)
                        .with("cache_audio_read_tokens", 20),
                "0.001325");
    }

    @Test
    void neverPaysForLessThanNothing() {
        Prices prices = Prices.of("{ 'input_mtok': 1, 'cache_read_mtok': 2 }");

        prices.assertCost(SALE.with("input_tokens", 10).with("cache_read_tokens", 15), "0.00003");
        prices.assertCost(SALE.with("input_tokens", -10), "0");
        // 15 written for an hour, out of 10 written at all, out of 100: 85 × 1 + 15 × 8
        Prices.of("{ 'input_mtok': 1, 'cache_write_mtok': 4, 'cache_write_1h_mtok': 8 }")
                .assertCost(
                        SALE.with("input_tokens", 100)
                                .with("cache_write_tokens", 10)
                                .with("cache_write_1h_tokens", 15),
                        "0.000205");
    }

    @Test
    void leavesOutWhatHasNoPrice() {
        Cost cost = Prices.of("{ 'input_mtok': 1 }")
                .cost(SALE.with("input_tokens", 5)
                        .with("output_tokens", 7)
                        .with("output_reasoning_tokens", 2)
                        .with("web_searches", 0)
                        .with("code_executions", 1));

        assertThat(cost.usd()).contains(new BigDecimal("0.000005"));
        assertThat(cost.complete()).isFalse();
        assertThat(cost.unpricedUnits())
                .containsExactlyInAnyOrder("output_tokens", "output_reasoning_tokens", "code_executions");
        assertThat(cost.model()).contains("m");
    }

    @Test
    void knowsNoCostWhereNothingThatWasUsedHasAPrice() {
        Cost cost = Prices.of("{ 'input_mtok': 1 }")
                .cost(SALE.with("audio_seconds", 7).with("input_tokens", 0));

        assertThat(cost.usd()).isEmpty();
        assertThat(cost.complete()).isFalse();
        assertThat(cost.unpricedUnits()).containsExactly("audio_seconds");
    }

    @Test
    void countsARequestWhereItHasAPrice() {
        Prices prices = Prices.of("{ 'input_mtok': 1, 'requests_kcount': 5 }");

        prices.assertCost(SALE.with("input_tokens", 1_000), "0.006");
        prices.assertCost(SALE.with("requests", 3), "0.015");
        prices.assertCost(SALE, "0.005");
        Prices.of("{ 'input_mtok': 1 }").assertCost(SALE.with("requests", 3), "0");
    }

    @Test
    void takesAUnitThatNoneKnowsAsUnpriced() {
        Cost cost = Prices.of("{ 'input_mtok': 1 }")
                .cost(SALE.with("input_tokens", 5).with("teleportations", 1));

        assertThat(cost.unpricedUnits()).containsExactly("teleportations");
        assertThat(cost.usd()).contains(new BigDecimal("0.000005"));
    }

    @Test
    void doesNotReckonWithNumbersThatFillTheMemory() {
        Cost cost = Prices.of("{ 'input_mtok': 1, 'output_mtok': 1 }")
                .cost(SALE.with("input_tokens", "1E+999999999").with("output_tokens", "1"));

        assertThat(cost.unpricedUnits()).containsExactly("input_tokens");
        assertThat(cost.usd()).contains(new BigDecimal("0.000001"));
    }

    @Test
    void keepsEveryDigitOfACost() {
        Prices prices = Prices.of("{ 'input_mtok': 0.000000001 }");

        prices.assertCost(SALE.with("input_tokens", 3), "0.000000000000003");
        prices.assertCost(SALE.with("input_tokens", "0.5"), "0.0000000000000005");
    }

    @Test
    void isFreeWhereTheListOfPricesIsEmpty() {
        Prices prices = Prices.of("{ }");

        prices.assertCost(SALE.with("input_tokens", 3).with("web_searches", 2), "0");
        assertThat(prices.cost(SALE).model()).isEqualTo(Optional.of("m"));
    }
}
