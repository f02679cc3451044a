/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/prices.md do what stands there. */
class DocumentedPricesTest {

    private static final String PAGE = page();

    @Test
    void showANewModel() {
        Prices prices = example("### A model of your own, or one that is newer than the library");
        Sold sold = Sold.by("openai", "gpt-7-2027-01-15").with("cache_read_tokens", 100_000);

        // 100,000 × 3 + 100,000 × 0.30, and 200,000 × 6 + 100,000 × 0.30
        prices.assertCost(sold.with("input_tokens", 200_000), "0.33");
        prices.assertCost(sold.with("input_tokens", 300_000), "1.23");
        prices.assertCost(Sold.by("azure", "gpt-7").with("output_tokens", 1_000), "0.015");
    }

    @Test
    void showADiscount() {
        Prices prices = example("### A discount, and a price that is agreed on");

        prices.assertCost(Sold.by("openai", "gpt-4.1-2025-04-14").with("output_tokens", 1_000_000), "5.1");
        prices.assertCost(Sold.by("openai", "gpt-4.1").with("input_tokens", 1_000_000), "1.7");
        prices.assertCost(Sold.by("openai", "gpt-4o").with("input_tokens", 1_000_000), "2.125");
    }

    @Test
    void showAProviderOfOnesOwn() {
        Prices prices = example("### A provider of your own");

        prices.assertCost(Sold.by("my-vllm", "llama-3.1-8b").with("input_tokens", 1_000_000), "0");
        prices.assertCost(Sold.by("my-vllm", "llama-3.1-70b").with("input_tokens", 1_000_000), "0.2");
        prices.assertCost(Sold.by("my-vllm", "mistral-large-2512").with("input_tokens", 1_000_000), "0.5");
        prices.assertCost(Sold.by("deepgram", "nova-3-general").with("input_audio_seconds", 60), "0.0077");
        assertThat(prices.catalogue().providerFor("http://vllm.internal:8000/v1"))
                .contains("my-vllm");
    }

    @Test
    void showAPriceThatChanges() {
        Prices prices = example("### A price that changes");
        Sold sold = Sold.by("acme", "thinker").with("input_tokens", 1_000_000);

        prices.assertCost(sold.at("2027-02-28T21:59:59Z"), "1");
        prices.assertCost(sold.at("2027-02-28T22:00:00Z"), "0.5");
        prices.assertCost(sold.at("2027-03-01T05:59:59Z"), "0.5");
        prices.assertCost(sold.at("2027-03-01T06:00:00Z"), "2");
    }

    @Test
    void areAllTried() {
        assertThat(Pattern.compile("```json").matcher(PAGE).results().count()).isEqualTo(4);
    }

    @Test
    void nameEachMemberThatIsRead() {
        assertThat(List.of("`id`", "`models`", "`modifiers`", "`match`", "`prices`", "`when`", "`units`", "`times`"))
                .allSatisfy(member -> assertThat(PAGE).contains("| " + member + " |"));
    }

    private static Prices example(String heading) {
        int section = PAGE.indexOf(heading);
        assertThat(section).as(heading).isNotNegative();
        int start = PAGE.indexOf("```json\n", section) + "```json\n".length();
        return Prices.file(PAGE.substring(start, PAGE.indexOf("```", start)));
    }

    private static String page() {
        try {
            return Files.readString(Path.of("../docs/prices.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
