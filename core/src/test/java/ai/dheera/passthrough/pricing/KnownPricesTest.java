/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the shipped prices make of usage, against sums worked out by hand. */
class KnownPricesTest {

    private static final PriceCatalogue CATALOGUE = PriceCatalogue.builtIn();

    @Test
    void pricesInputCachedInputAndOutputOfAnOpenAiModel() {
        Sold sold = Sold.by("openai", "gpt-5.6-sol-2026-07-01")
                .with("input_tokens", 10_000)
                .with("cache_read_tokens", 4_000)
                .with("output_tokens", 1_000)
                .with("output_reasoning_tokens", 600);

        // 6,000 × 4 + 4,000 × 0.40 + 1,000 × 20, in millionths
        assertCost(sold, "0.0456");
        // until 2026-08-20: 6,000 × 5 + 4,000 × 0.50 + 1,000 × 30
        assertCost(sold.at("2026-08-20T23:59:59.999Z"), "0.062");
        assertCost(sold.at("2026-08-21T00:00:00Z"), "0.0456");
    }

    @Test
    void pricesAllOfARequestByItsTier() {
        Sold sold =
                Sold.by("openai", "gpt-5.6").with("cache_read_tokens", 100_000).with("output_tokens", 1_000);

        // 171,999 × 4 + 100,000 × 0.40 + 1,000 × 20
        assertCost(sold.with("input_tokens", 271_999), "0.747996");
        // 172,000 × 8 + 100,000 × 0.80 + 1,000 × 30
        assertCost(sold.with("input_tokens", 272_000), "1.486");
    }

    @Test
    void pricesCacheWritesByHowLongTheyLast() {
        Sold sold = Sold.by("anthropic", "claude-sonnet-5-20260601")
                .with("input_tokens", 10_000)
                .with("cache_read_tokens", 3_000)
                .with("cache_write_tokens", 5_000)
                .with("cache_write_5m_tokens", 1_000)
                .with("cache_write_1h_tokens", 4_000)
                .with("output_tokens", 500)
                .with("web_searches", 2);

        // 2,000 × 2 + 3,000 × 0.20 + 1,000 × 2.50 + 4,000 × 4 + 500 × 10, and 2 × 10 / 1,000
        assertCost(sold, "0.0481");
    }

    @Test
    void pricesByTheTimeOfDay() {
        Sold sold = Sold.by("deepseek", "deepseek-v4-flash")
                .with("input_tokens", 1_000_000)
                .with("cache_read_tokens", 500_000);

        // half at 0.22, half at 0.007
        assertCost(sold.at("2026-11-22T00:59:59Z"), "0.1135");
        // half at 0.44, half at 0.014
        assertCost(sold.at("2026-11-22T01:00:00Z"), "0.227");
        assertCost(sold.at("2026-11-22T03:59:59Z"), "0.227");
        assertCost(sold.at("2026-11-22T04:00:00Z"), "0.1135");
        assertCost(sold.at("2026-11-22T09:30:00Z"), "0.227");
    }

    @Test
    void pricesAudioByTheHour() {
        // 90 s of 3,600 at 0.36
        assertCost(Sold.by("openai", "whisper-1").with("input_audio_seconds", 90), "0.009");
        assertCost(
                Sold.by("groq", "whisper-large-v3").with("audio_seconds", "36.5"),
                "0.001125416666666666666666666666666666666667");
    }

    private static void assertCost(Sold sold, String usd) {
        assertThat(CATALOGUE.cost(sold.sale())).satisfies(cost -> {
            assertThat(cost.usd()).isEqualTo(Optional.of(new BigDecimal(usd)));
            assertThat(cost.complete()).isTrue();
            assertThat(cost.unpricedUnits()).isEmpty();
        });
    }
}
