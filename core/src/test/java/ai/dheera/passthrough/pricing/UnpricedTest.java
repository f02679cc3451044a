/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fixtures.LogCapture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class UnpricedTest {

    private final LogCapture log = LogCapture.of(PriceCatalogue.class);
    private final Prices prices = Prices.of("{ 'input_mtok': 1 }");

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void warnsOfAModelOnceAndSaysWhatToDo() {
        prices.cost(Sold.by("acme", "unheard-of", "asked-for").with("input_tokens", 1));
        prices.cost(Sold.by("acme", "unheard-of", "asked-for").with("input_tokens", 2));
        prices.cost(Sold.by("openai", "unheard-of", "asked-for").with("input_tokens", 2));

        assertThat(warnings())
                .containsExactly(
                        "No price is known for model unheard-of, asked-for of acme: what it costs is not counted. An"
                                + " entry for it in the prices file mends that",
                        "No price is known for model unheard-of, asked-for of openai: what it costs is not counted. An"
                                + " entry for it in the prices file mends that");
    }

    @Test
    void warnsOnceOfExchangesThatNameNoModel() {
        prices.cost(Sold.by("acme").with("input_tokens", 1));
        prices.cost(Sold.by("acme").with("input_tokens", 2));

        assertThat(warnings())
                .containsExactly("An exchange with acme told no model, so that no price is known: what it cost is not"
                        + " counted");
    }

    @Test
    void warnsOfAUnitOncePerModel() {
        prices.cost(Prices.sale().with("audio_seconds", 1));
        prices.cost(Prices.sale().with("audio_seconds", 2).with("input_tokens", 1));

        assertThat(warnings())
                .containsExactly(
                        "No price is known for audio_seconds of model m of acme: the cost of exchanges that used it is"
                                + " incomplete. An entry for that model in the prices file, with all its prices, mends"
                                + " that");
    }

    @Test
    void isSilentAfterAThousand() {
        for (int i = 0; i < 1_200; i++) {
            prices.cost(Sold.by("acme", "model-" + i));
        }

        assertThat(warnings())
                .hasSize(1_001)
                .last()
                .isEqualTo("A thousand models and units without a price were named; further ones are not");
    }

    @Test
    void logsWhatAClientSentOnOneShortLine() {
        prices.cost(Sold.by("acme", "a\r\nWARN forged\u001b[0m" + "x".repeat(10_000)));

        assertThat(warnings()).singleElement().satisfies(warning -> {
            assertThat(warning).contains("a??WARN forged?[0m").doesNotContain("\n", "\u001b");
            assertThat(warning.length()).isLessThan(400);
        });
    }

    @Test
    void warnsOfNothingThatHasAPrice() {
        prices.cost(Prices.sale().with("input_tokens", 1).with("requests", 1));

        assertThat(log.events()).isEmpty();
    }

    @Test
    void tellsOnceWhatANewerFileHoldsThatItDoesNotKnow() {
        Prices.file("""
                [ { 'id': 'acme', 'extractors': [], 'models': [
                    { 'id': 'm', 'match': { 'equals': 'm' }, 'prices': { 'naps_kcount': 1, 'dreams_kcount': 4 } },
                    { 'id': 'n', 'match': { 'equals': 'n' }, 'prices': { 'dreams_kcount': 4 } } ] } ]
                """);

        assertThat(warnings())
                .containsExactly("prices.json: prices of these kinds are passed over, this version knows none such:"
                        + " [dreams_kcount, naps_kcount]");
    }

    private List<String> warnings() {
        return log.events(Level.WARN, "").stream()
                .map(LogCapture.Event::message)
                .toList();
    }
}
