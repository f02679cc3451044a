/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceCatalogueTest {

    private static final Sold SALE = Prices.sale().with("input_tokens", 1_000_000);

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, openai",
        "https://api.anthropic.com, anthropic",
        "https://bedrock-runtime.eu-west-1.amazonaws.com, aws",
        "https://my-resource.openai.azure.com, azure",
        "https://europe-west4-aiplatform.googleapis.com, google",
        "https://aiplatform.eu.rep.googleapis.com/v1, google",
        "HTTPS://API.GROQ.COM/openai, groq",
    })
    void tellsAProviderByTheUrlOfItsUpstream(String url, String provider) {
        assertThat(PriceCatalogue.builtIn().providerFor(url)).contains(provider);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8000/v1", "https://gateway.example/?to=https://api.openai.com", ""})
    void tellsNoProviderByAnotherUrl(String url) {
        assertThat(PriceCatalogue.builtIn().providerFor(url)).isEmpty();
    }

    @Test
    void asksTheUpstreamsUrlOnlyWhereTheProviderIsNotKnown() {
        Sold sold = Sold.by("my-openai", "gpt-4o").with("input_tokens", 1_000_000);
        PriceCatalogue catalogue = PriceCatalogue.builtIn();

        assertThat(catalogue.cost(sold.from("https://api.openai.com/v1").sale()).usd())
                .contains(new BigDecimal("2.5"));
        assertThat(catalogue.cost(sold.from("http://localhost").sale()).usd()).isEmpty();
        assertThat(catalogue
                        .cost(Sold.by("anthropic", "gpt-4o")
                                .from("https://api.openai.com/v1")
                                .sale())
                        .model())
                .isEmpty();
    }

    @Test
    void pricesTheFirstNameThatItKnows() {
        Prices prices = Prices.provider("""
                'models': [ { 'id': 'a', 'match': { 'equals': 'a' }, 'prices': { 'input_mtok': 1 } },
                            { 'id': 'b', 'match': { 'equals': 'b' }, 'prices': { 'input_mtok': 2 } } ]
                """);

        assertThat(prices.cost(Sold.by("acme", "b", "a").with("input_tokens", 1))
                        .model())
                .contains("b");
        assertThat(prices.cost(Sold.by("acme", "x", "a").with("input_tokens", 1))
                        .model())
                .contains("a");
    }

    @Test
    void knowsNoCostOfAModelThatIsNotListed() {
        Cost cost = Prices.of("{ 'input_mtok': 1 }")
                .cost(Sold.by("acme", "other").with("input_tokens", 3).with("output_tokens", 0));

        assertThat(cost).isEqualTo(new Cost(Optional.empty(), false, Set.of("input_tokens"), Optional.empty()));
        assertThat(Prices.of("{ 'input_mtok': 1 }").cost(Sold.by("acme")).complete())
                .isFalse();
        assertThat(PriceCatalogue.builtIn()
                        .cost(Sold.by("nobody", "gpt-4o").sale())
                        .model())
                .isEmpty();
    }

    @Test
    void doesNotSearchForANameThatNoModelHas() {
        Prices prices = Prices.provider(
                "'models': [ { 'id': 'a', 'match': { 'contains': 'a' }, 'prices': { 'input_mtok': 1 } } ]");

        assertThat(prices.cost(Sold.by("acme", "a".repeat(512))).model()).contains("a");
        assertThat(prices.cost(Sold.by("acme", "a".repeat(513))).model()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "{ 'equals': 'Some-Model' }, some-model, xsome-model",
        "{ 'starts_with': 'Some' }, SOME-model, a-some",
        "{ 'ends_with': 'Model' }, some-model, some-models",
        "{ 'contains': 'ME-M' }, some-model, some_model",
        "{ 'regex': '^so.*L$' }, some-model, some-models",
        "'{ ''or'': [ { ''equals'': ''a'' }, { ''equals'': ''some-model'' } ] }', some-model, b",
        "'{ ''and'': [ { ''contains'': ''some'' }, { ''contains'': ''model'' } ] }', some-model, some",
    })
    void matchesNamesByClausesWhateverTheirCase(String clause, String meant, String other) {
        Prices prices = Prices.provider("'models': [ { 'id': 'it', 'match': "
                + clause.replace("''", "'")
                + ", 'prices': { 'input_mtok': 1 } } ]");

        assertThat(prices.cost(Sold.by("acme", meant)).model()).contains("it");
        assertThat(prices.cost(Sold.by("acme", other)).model()).isEmpty();
    }

    @Test
    void putsTheModelsOfAnOverlayFirstAndKeepsTheOthers() {
        Prices prices = Prices.file("""
                [ { 'id': 'openai', 'models': [
                    { 'id': 'ours', 'match': { 'starts_with': 'gpt-4o' }, 'prices': { 'input_mtok': 7 } } ] } ]
                """);

        prices.assertCost(Sold.by("openai", "gpt-4o-mini").with("input_tokens", 1_000_000), "7");
        prices.assertCost(Sold.by("openai", "gpt-4.1").with("input_tokens", 1_000_000), "2");
        prices.assertCost(Sold.by("azure", "gpt-4o").with("input_tokens", 1_000_000), "7");
        assertThat(prices.catalogue().providerFor("https://api.openai.com/v1")).contains("openai");
    }

    @Test
    void takesPatternAndFallbacksOfAnOverlayInPlaceOfItsOwn() throws InvalidPrices {
        Prices prices = Prices.provider(
                "'api_pattern': 'https://acme\\\\.example', 'fallback_model_providers': [ 'mistral', 'openai' ]");
        PriceCatalogue changed = prices.catalogue()
                .with(
                        "[{\"id\": \"acme\", \"api_pattern\": \"https://other\", \"fallback_model_providers\": []}]",
                        "b");

        assertThat(prices.catalogue().providerFor("https://acme.example/v1")).contains("acme");
        assertThat(prices.cost(Sold.by("acme", "gpt-4o")).model()).contains("gpt-4o");
        assertThat(changed.providerFor("https://acme.example/v1")).isEmpty();
        assertThat(changed.providerFor("https://other/v1")).contains("acme");
        assertThat(changed.cost(Sold.by("acme", "gpt-4o").sale()).model()).isEmpty();
    }

    @Test
    void fallsBackOneStepOnly() {
        Prices prices = Prices.provider("'fallback_model_providers': [ 'azure', 'nobody' ]");

        assertThat(prices.cost(Sold.by("acme", "gpt-4o")).model()).isEmpty();
    }

    @Test
    void findsAnOverlaysProviderByItsUrlBeforeAShippedOne() {
        Prices prices = Prices.provider("'api_pattern': 'https://api\\\\.openai\\\\.com/acme'");

        assertThat(prices.catalogue().providerFor("https://api.openai.com/acme"))
                .contains("acme");
    }

    @Test
    void takesTheLastPricesThatHold() {
        Prices prices = Prices.of("""
                [ { 'prices': { 'input_mtok': 1 } },
                  { 'constraint': { 'start_date': '2026-03-01' }, 'prices': { 'input_mtok': 2 } },
                  { 'constraint': { 'type': 'time_of_date', 'start_time': '22:00:00Z', 'end_time': '02:00:00Z' },
                    'prices': { 'input_mtok': 3 } },
                  { 'constraint': { 'type': 'start_date', 'start_date': '2026-06-01T12:00:00Z' },
                    'prices': { 'input_mtok': 4 } } ]
                """);

        prices.assertCost(SALE.at("2026-02-28T21:59:59.999Z"), "1");
        prices.assertCost(SALE.at("2026-02-28T22:00:00Z"), "3");
        prices.assertCost(SALE.at("2026-03-01T01:59:59Z"), "3");
        prices.assertCost(SALE.at("2026-03-01T02:00:00Z"), "2");
        prices.assertCost(SALE.at("2026-06-01T11:59:59Z"), "2");
        prices.assertCost(SALE.at("2026-06-01T23:00:00Z"), "4");
    }

    @Test
    void readsATimeOfDayOfAnotherZone() {
        Prices prices = Prices.of("""
                [ { 'prices': { 'input_mtok': 1 } },
                  { 'constraint': { 'start_time': '06:00:00+08:00', 'end_time': '08:30:00+08:00' },
                    'prices': { 'input_mtok': 2 } } ]
                """);

        prices.assertCost(SALE.at("2026-02-28T21:59:59Z"), "1");
        prices.assertCost(SALE.at("2026-02-28T22:00:00Z"), "2");
        prices.assertCost(SALE.at("2026-03-01T00:29:59Z"), "2");
        prices.assertCost(SALE.at("2026-03-01T00:30:00Z"), "1");
    }

    @Test
    void knowsNoCostBeforeTheFirstPricesHold() {
        Prices prices =
                Prices.of("[ { 'constraint': { 'start_date': '2026-03-01' }, 'prices': { 'input_mtok': 2 } } ]");

        assertThat(prices.cost(SALE.at("2026-02-28T23:59:59Z")))
                .isEqualTo(new Cost(Optional.empty(), false, Set.of("input_tokens"), Optional.of("m")));
        prices.assertCost(SALE.at("2026-03-01T00:00:00Z"), "2");
    }

    @Test
    void readsPricesWrittenAsText() {
        Prices.of("{ 'input_mtok': '0.1' }").assertCost(SALE, "0.1");
        Prices.of("{ 'input_mtok': 1e-1, 'output_mtok': null }").assertCost(SALE, "0.1");
    }

    @Test
    void readsANewerFileOfTheWholeDataSet() {
        Prices prices = Prices.file("""
                [ { 'id': 'acme', 'name': 'Acme', 'pricing_urls': [ 'https://acme.example/prices' ],
                    'api_pattern': 'https://acme', 'description': null, 'new_member': { 'a': 1 },
                    'extractors': [ { 'api_flavor': 'default', 'root': 'usage', 'mappings': [] } ],
                    'models': [ { 'id': 'm', 'name': 'M', 'match': { 'equals': 'm' }, 'price_comments': 'cheap',
                                  'prices_checked': '2027-01-01', 'collapse': false,
                                  'prices': { 'input_mtok': 1, 'dreams_kcount': 4,
                                              'output_mtok': { 'base': 1, 'tiers': [], 'unit': 'mtok' } } } ] } ]
                """);

        prices.assertCost(SALE, "1");
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("prices.json");
        Files.writeString(
                file,
                "[{\"id\": \"acme\", \"models\": [{\"id\": \"m\", \"match\": {\"equals\": \"m\"}, \"prices\":"
                        + " {\"input_mtok\": 3}}]}]");

        new Prices(PriceCatalogue.builtIn().with(file)).assertCost(SALE, "3");
    }

    @Test
    void saysThatAFileCannotBeRead(@TempDir Path folder) {
        Path missing = folder.resolve("none.json");

        InvalidPrices thrown = catchThrowableOfType(
                InvalidPrices.class, () -> PriceCatalogue.builtIn().with(missing));

        assertThat(thrown.problems()).singleElement().asString().startsWith(missing + ": $: cannot be read: ");
    }
}
