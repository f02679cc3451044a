/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModifiersTest {

    private static final String MODELS =
            "'models': [ { 'id': 'm', 'match': { 'equals': 'm' }, 'prices': { 'input_mtok': 6, 'web_searches_kcount': 10"
                    + " } } ], ";

    private static final Sold SALE =
            Prices.sale().with("input_tokens", 1_000_000).with("web_searches", 100);

    /** In each line: provider, model, term, value, and what 1,000,000 output tokens cost then. */
    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, serviceTier, default, 10",
        "openai, gpt-4o, serviceTier, flex, 5",
        "openai, gpt-4o, batch, true, 5",
        "openai, gpt-4o, batch, false, 10",
        "openai, gpt-5.2, serviceTier, priority, 28",
        "openai, gpt-5.2, serviceTier, fast, 28",
        "openai, gpt-5.5, serviceTier, priority, 75",
        "openai, gpt-5-mini-2025-08-07, serviceTier, priority, 3.6",
        "openai, gpt-4.1, serviceTier, priority, 14",
        "openai, gpt-4.1-mini, serviceTier, priority, 2.8",
        "openai, gpt-4.1-nano, serviceTier, priority, 0.8",
        "openai, gpt-4o-2024-11-20, serviceTier, priority, 17",
        "openai, gpt-4o-2024-05-13, serviceTier, priority, 26.25",
        "openai, gpt-4o-mini, serviceTier, priority, 1",
        "openai, o3, serviceTier, priority, 14",
        "openai, o4-mini, serviceTier, priority, 8",
        "openai, gpt-6.1-sol, serviceTier, priority, 20",
        "openai, gpt-6.1-sol, host, eu.api.openai.com, 11",
        "openai, gpt-6.1-sol, host, api.openai.com, 10",
        "openai, gpt-6.1-sol, host, eu.api.openai.com.evil.example, 10",
        "openai, gpt-4o, host, eu.api.openai.com, 10",
        "azure, gpt-5.2, serviceTier, priority, 28",
        "azure, gpt-4o, batch, true, 5",
        "azure, claude-opus-5, speed, fast, 50",
        "azure, claude-opus-5, serviceTier, priority, 25",
        "anthropic, claude-opus-5, serviceTier, standard, 25",
        "anthropic, claude-opus-5, serviceTier, batch, 12.5",
        "anthropic, claude-opus-5, batch, true, 12.5",
        "anthropic, claude-opus-5, inferenceGeo, us, 27.5",
        "anthropic, claude-opus-5, inferenceGeo, global, 25",
        "anthropic, claude-opus-5-5, speed, fast, 40",
        "anthropic, claude-opus-4-6, speed, fast, 150",
        "anthropic, claude-opus-5, speed, standard, 25",
        "google, gemini-2.5-flash, serviceTier, flex, 1.25",
        "google, gemini-2.5-flash, batch, true, 1.25",
        "google, gemini-2.5-flash, trafficType, ON_DEMAND, 2.5",
        "google, gemini-2.5-flash, trafficType, ON_DEMAND_FLEX, 1.25",
        "google, gemini-2.5-flash, trafficType, PROVISIONED_THROUGHPUT, 0",
        "google, gemini-3.1-pro-preview, trafficType, ON_DEMAND_PRIORITY, 21.6",
        "google, gemini-3.5-flash, host, us-central1-aiplatform.googleapis.com, 9.9",
        "google, gemini-3.5-flash, host, aiplatform.googleapis.com, 9",
        "google, gemini-3.5-flash, host, generativelanguage.googleapis.com, 9",
        "google, gemini-2.5-flash, host, us-central1-aiplatform.googleapis.com, 2.5",
        "google, claude-sonnet-5@20260601, host, aiplatform.eu.rep.googleapis.com, 11",
        "google, claude-sonnet-5@20260601, host, aiplatform.googleapis.com, 10",
        "google, claude-opus-5, speed, fast, 50",
        "aws, amazon.nova-pro-v1:0, serviceTier, default, 3.2",
        "aws, amazon.nova-pro-v1:0, serviceTier, flex, 1.6",
        "aws, amazon.nova-pro-v1:0, serviceTier, priority, 5.6",
        "aws, amazon.nova-pro-v1:0, serviceTier, reserved, 0",
        "aws, amazon.nova-pro-v1:0, batch, true, 1.6",
        "mistral, mistral-large-2512, batch, true, 0.75",
        "groq, llama-3.3-70b-versatile, batch, true, 0.395",
        "groq, llama-3.3-70b-versatile, serviceTier, flex, 0.79",
    })
    void changeWhatOutputCosts(String provider, String model, String term, String value, String usd) {
        new Prices(PriceCatalogue.builtIn())
                .assertCost(
                        Sold.by(provider, model)
                                .with("output_tokens", 1_000_000)
                                .on(term, value),
                        usd);
    }

    @Test
    void halveABatchOnceHoweverManyTermsSayThatItIsOne() {
        new Prices(PriceCatalogue.builtIn())
                .assertCost(
                        Sold.by("anthropic", "claude-opus-5")
                                .with("output_tokens", 1_000_000)
                                .on("batch", "true")
                                .on("serviceTier", "batch"),
                        "12.5");
    }

    @Test
    void multiplyEachOther() {
        new Prices(PriceCatalogue.builtIn())
                .assertCost(
                        Sold.by("anthropic", "claude-opus-5")
                                .with("output_tokens", 1_000_000)
                                .with("web_searches", 100)
                                .on("batch", "true")
                                .on("inferenceGeo", "us"),
                        // 25 × 0.5 × 1.1 for tokens, and 100 × 10 / 1,000 as ever for searches
                        "14.75");
    }

    @Test
    void changeTokensOnlyWhereTheySaySo() {
        Prices tokens = Prices.provider(
                MODELS + "'modifiers': [ { 'when': { 'a': 'x' }, 'units': 'tokens', 'times': '0.5' } ]");
        Prices all =
                Prices.provider(MODELS + "'modifiers': [ { 'when': { 'a': 'x' }, 'units': 'all', 'times': 0.5 } ]");

        tokens.assertCost(SALE.on("a", "x"), "4");
        all.assertCost(SALE.on("a", "x"), "3.5");
        all.assertCost(SALE, "7");
    }

    @Test
    void holdAlwaysWhereTheyNameNoTerm() {
        Prices.provider(MODELS + "'modifiers': [ { 'times': '0.8' } ]").assertCost(SALE, "5.6");
        Prices.provider(MODELS + "'modifiers': [ { 'when': { }, 'times': '0.8' } ]")
                .assertCost(SALE, "5.6");
    }

    @Test
    void holdWhereAllTermsOfAnAlternativeMatchAsAWhole() {
        Prices prices = Prices.provider(
                MODELS + "'modifiers': [ { 'when': [ { 'a': 'x|y', 'b': 'z' }, { 'c': '1' } ], 'times': '2' } ]");

        prices.assertCost(SALE.on("a", "X").on("b", "z"), "14");
        prices.assertCost(SALE.on("c", "1"), "14");
        prices.assertCost(SALE.on("a", "x"), "7");
        prices.assertCost(SALE.on("a", "xx").on("b", "z"), "7");
        prices.assertCost(SALE.on("c", "11"), "7");
    }

    @Test
    void holdForTheModelsThatTheyName() {
        Prices prices = Prices.provider(MODELS + "'modifiers': [ { 'models': { 'starts_with': 'n' }, 'times': '2' } ]");

        prices.assertCost(SALE, "7");
    }

    @Test
    void comeWithAnOverlayBesideThoseThatAreThere() {
        Prices prices =
                Prices.file("[ { 'id': 'openai', 'modifiers': [ { 'times': '0.9', 'source': 'contract' } ] } ]");

        prices.assertCost(Sold.by("openai", "gpt-4o").with("output_tokens", 1_000_000), "9");
        prices.assertCost(
                Sold.by("openai", "gpt-4o").with("output_tokens", 1_000_000).on("batch", "true"), "4.5");
    }

    @Test
    void mayBeAFraction() {
        Prices prices = Prices.provider(MODELS + "'modifiers': [ { 'times': '2/3' } ]");

        prices.assertCost(Prices.sale().with("input_tokens", 1_000_000), "4");
    }
}
