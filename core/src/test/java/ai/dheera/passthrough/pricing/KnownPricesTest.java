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
    void pricesAllOfALongRequestOfAnOpenAiModelByItsTier() {
        Sold sold =
                Sold.by("openai", "gpt-5.6").with("cache_read_tokens", 100_000).with("output_tokens", 1_000);

        // 171,999 × 4 + 100,000 × 0.40 + 1,000 × 20
        assertCost(sold.with("input_tokens", 271_999), "0.747996");
        // 172,000 × 8 + 100,000 × 0.80 + 1,000 × 30
        assertCost(sold.with("input_tokens", 272_000), "1.486");
    }

    @Test
    void pricesWhatIsNewerThanTheShippedData() {
        Sold sold = Sold.by("openai", "gpt-6.1-sol")
                .with("input_tokens", 100_000)
                .with("cache_read_tokens", 60_000)
                .with("cache_write_tokens", 10_000)
                .with("output_tokens", 2_000);

        // 30,000 × 2 + 60,000 × 0.10 + 10,000 × 2.50 + 2,000 × 10
        assertCost(sold, "0.111");
        // (300,000 - 70,000) × 4 + 60,000 × 0.20 + 10,000 × 5 + 2,000 × 15
        assertCost(sold.with("input_tokens", 300_000), "1.012");
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
    void countsCacheInTheTierOfAClaudeModel() {
        Sold sold = Sold.by("anthropic", "claude-haiku-5-5-20261007")
                .with("cache_read_tokens", 90_000)
                .with("cache_write_tokens", 6_000)
                .with("cache_write_1h_tokens", 2_000)
                .with("output_tokens", 1_000);

        // 4,000 × 0.10 + 90,000 × 0.01 + 4,000 × 0.125 + 2,000 × 0.20 + 1,000 × 0.50
        assertCost(sold.with("input_tokens", 100_000), "0.0027");
        // 4,001 × 0.50 + 90,000 × 0.05 + 4,000 × 0.625 + 2,000 × 1 + 1,000 × 2.50
        assertCost(sold.with("input_tokens", 100_001), "0.0135005");
    }

    @Test
    void pricesCachedInputOfAClaudeModelByTheDay() {
        Sold sold = Sold.by("anthropic", "claude-sonnet-5-5")
                .with("input_tokens", 1_000_000)
                .with("cache_read_tokens", 1_000_000);

        assertCost(sold.at("2026-10-06T23:59:59Z"), "0.2");
        assertCost(sold.at("2026-10-07T00:00:00Z"), "0.1");
    }

    @Test
    void pricesModalitiesOfAGeminiModel() {
        Sold sold = Sold.by("google", "gemini-2.5-flash")
                .with("input_tokens", 10_000)
                .with("input_text_tokens", 7_000)
                .with("input_audio_tokens", 3_000)
                .with("cache_read_tokens", 5_000)
                .with("cache_text_read_tokens", 4_000)
                .with("cache_audio_read_tokens", 1_000)
                .with("output_tokens", 800)
                .with("output_reasoning_tokens", 300);

        // text 3,000 × 0.30, audio 2,000 × 1, cached text 4,000 × 0.03, cached audio 1,000 × 0.10, 800 × 2.50
        assertCost(sold, "0.00512");
    }

    @Test
    void pricesALongPromptOfAGeminiModelByItsTier() {
        Sold sold = Sold.by("google", "gemini-2.5-pro").with("output_tokens", 100);

        // 200,000 × 1.25 + 100 × 10
        assertCost(sold.with("input_tokens", 200_000), "0.251");
        // 200,001 × 2.50 + 100 × 15
        assertCost(sold.with("input_tokens", 200_001), "0.5015025");
    }

    @Test
    void pricesSearchesOfAGeminiModelAndItsRiseToCome() {
        Sold sold = Sold.by("google", "gemini-4-argon")
                .with("input_tokens", 100_000)
                .with("output_tokens", 10_000)
                .with("web_searches", 3);

        // 100,000 × 2 + 10,000 × 10, and 3 × 14 / 1,000
        assertCost(sold, "0.342");
        // 100,000 × 4 + 10,000 × 20
        assertCost(sold.at("2026-12-01T00:00:00Z"), "0.642");
    }

    @Test
    void pricesPicturesThatAGeminiModelMade() {
        Sold sold = Sold.by("google", "gemini-2.5-flash-image")
                .with("input_tokens", 1_000)
                .with("output_tokens", 1_300)
                .with("output_image_tokens", 1_290);

        // 1,000 × 0.30 + 10 × 2.50 + 1,290 × 30
        assertCost(sold, "0.039025");
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
        assertCost(Sold.by("openai", "whisper-1").with("audio_seconds", 90), "0.009");
        // 36.5 / 3,600 × 0.111 never comes out even
        assertCost(
                Sold.by("groq", "whisper-large-v3").with("audio_seconds", "36.5"),
                "0.001125416666666666666666666666666666666667");
    }

    @Test
    void pricesTokensOfRealtimeAudio() {
        Sold sold = Sold.by("openai", "gpt-realtime-2")
                .with("input_tokens", 2_000)
                .with("input_text_tokens", 500)
                .with("input_audio_tokens", 1_500)
                .with("cache_read_tokens", 1_000)
                .with("cache_audio_read_tokens", 900)
                .with("output_tokens", 700)
                .with("output_audio_tokens", 600);

        // text 400 × 4, audio 600 × 32, cached 100 × 0.40 and 900 × 0.40, output 100 × 24 and 600 × 64
        assertCost(sold, "0.062");
    }

    @Test
    void pricesPagesOfDocuments() {
        Sold sold = Sold.by("mistral", "mistral-ocr-latest")
                .with("input_document_pages", 30)
                .with("input_annotated_document_pages", 10);

        // 20 × 4 / 1,000 + 10 × 5 / 1,000
        assertCost(sold, "0.13");
        assertCost(sold.at("2025-05-01T00:00:00Z"), "0.03");
    }

    @Test
    void pricesAVoiceByTheHourAndItsMessages() {
        Sold sold =
                Sold.by("x-ai", "grok-voice-latest").with("audio_seconds", 600).with("input_text_messages", 5);

        // 600 / 3,600 × 4.80 + 5 × 4 / 1,000
        assertCost(sold, "0.82");
        assertCost(sold.at("2026-08-04T23:00:00Z"), "0.52");
    }

    @Test
    void pricesTheRequestItself() {
        Sold sold =
                Sold.by("perplexity", "sonar-pro").with("input_tokens", 1_000).with("output_tokens", 100);

        // 1,000 × 3 + 100 × 15, and 14 / 1,000
        assertCost(sold, "0.0185");
    }

    @Test
    void pricesReasoningApartWhereThatHasItsPrice() {
        Sold sold = Sold.by("perplexity", "sonar-deep-research")
                .with("input_tokens", 100)
                .with("output_tokens", 11_000)
                .with("output_reasoning_tokens", 9_000)
                .with("output_citation_tokens", 500)
                .with("web_searches", 20);

        // 100 × 2 + 1,500 × 8 + 9,000 × 3 + 500 × 2, and 20 × 5 / 1,000
        assertCost(sold, "0.1402");
    }

    @Test
    void pricesSearchesOfAReranker() {
        assertCost(Sold.by("cohere", "rerank-v3.5").with("rerank_searches", 3), "0.006");
    }

    @Test
    void pricesCharactersThatAreSpoken() {
        assertCost(Sold.by("openai", "tts-1-hd").with("input_characters", 4_096), "0.12288");
    }

    @Test
    void pricesClaudeOnBedrockByWhereItRuns() {
        Sold global = Sold.by("aws", "global.anthropic.claude-sonnet-4-5-20250929-v1:0");
        Sold european = Sold.by("aws", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0");

        // 1,000,000 × 3, and × 3.30
        assertCost(global.with("input_tokens", 1_000_000), "3");
        assertCost(european.with("input_tokens", 1_000_000), "3.3");
        // kept for an hour: × 6
        assertCost(
                global.with("input_tokens", 1_000)
                        .with("cache_write_tokens", 1_000)
                        .with("cache_write_1h_tokens", 1_000),
                "0.006");
    }

    @Test
    void pricesOpenAiModelsOnAzureAndClaudeOnVertexAsTheirMakersDo() {
        assertCost(Sold.by("azure", "gpt-4o-2024-11-20").with("output_tokens", 1_000), "0.01");
        assertCost(Sold.by("azure", "gpt-6.1-sol").with("output_tokens", 1_000), "0.01");
        assertCost(Sold.by("google", "claude-haiku-5-5@20261007").with("output_tokens", 1_000), "0.0005");
    }

    @Test
    void takesWhatIsListedWithoutPricesAsFree() {
        assertCost(Sold.by("openai", "omni-moderation-latest").with("input_tokens", 100), "0");
        assertCost(Sold.by("openrouter", "google/gemma-4-31b-it:free").with("output_tokens", 100), "0");
    }

    private static void assertCost(Sold sold, String usd) {
        assertThat(CATALOGUE.cost(sold.sale())).satisfies(cost -> {
            assertThat(cost.usd()).isEqualTo(Optional.of(new BigDecimal(usd)));
            assertThat(cost.complete()).isTrue();
            assertThat(cost.unpricedUnits()).isEmpty();
        });
    }
}
