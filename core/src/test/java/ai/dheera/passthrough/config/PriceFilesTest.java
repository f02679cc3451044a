/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.pricing.Sale;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** The operator's prices in a configuration. */
class PriceFilesTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private WrittenConfiguration written;

    @BeforeEach
    void name() {
        written = new WrittenConfiguration(folder);
    }

    private void price(String usdPerMillion) throws IOException {
        Files.writeString(folder.resolve("prices.json"), """
                [ { "id": "openai", "name": "OpenAI", "models": [
                    { "id": "ours", "match": { "equals": "ours" }, "prices": { "input_mtok": %s } } ] } ]
                """.formatted(usdPerMillion));
    }

    private static Optional<BigDecimal> cost(PriceCatalogue prices, String model) {
        Map<String, BigDecimal> million = Map.of("input_tokens", BigDecimal.valueOf(1_000_000));
        return prices.cost(new Sale("openai", Optional.empty(), List.of(model), million, Map.of(), Instant.EPOCH))
                .usd();
    }

    @Test
    void standBeforeTheShippedOnes() throws Exception {
        price("7");
        PriceCatalogue prices = written.read("{'prices':'FOLDER/prices.json'}").prices();
        assertThat(cost(prices, "ours").orElseThrow()).isEqualByComparingTo("7");
        assertThat(cost(prices, "gpt-4o-mini").orElseThrow()).isEqualByComparingTo("0.15");
    }

    @Test
    void areToldWithTheirOwnPlaceWhereTheyAreWrong() throws Exception {
        price("\"much\"");
        assertThat(written.refused("{'prices':'FOLDER/prices.json','keys':5}").problems())
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith(
                        folder.resolve("prices.json") + ": $[0].models[0].prices.input_mtok: must be"));
    }

    @Test
    void followTheirFile() throws Exception {
        price("7");
        written.write("{'prices':'FOLDER/prices.json'}");
        try (LogCapture log = LogCapture.of(ConfigurationFile.class).at(Level.INFO);
                ConfigurationFile watched = ConfigurationFile.open(written.file(), Map.of(), Duration.ofMillis(20))) {
            price("8");
            await().atMost(SOON)
                    .until(() -> cost(watched.prices(), "ours")
                            .filter(usd -> usd.compareTo(BigDecimal.valueOf(8)) == 0)
                            .isPresent());
            price("{}");
            log.await(Level.ERROR, "is ignored", SOON);
            assertThat(cost(watched.prices(), "ours").orElseThrow()).isEqualByComparingTo("8");
        }
    }
}
