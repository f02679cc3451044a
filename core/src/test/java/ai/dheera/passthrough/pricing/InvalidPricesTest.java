/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidPricesTest {

    @Test
    void tellsEverythingThatIsWrongWithItsPlace() {
        assertThat(problems("""
                        [ { 'models': [
                              { 'id': 'a', 'match': { 'equals': 1 }, 'prices': { 'input_mtok': 'cheap', 'input_mtk': 1 } },
                              { 'match': { 'like': 'x' }, 'prices': { 'output_mtok': -1 } },
                              { 'id': 'c', 'match': { 'regex': '(' }, 'prices': [] },
                              7 ] },
                          { 'id': 'b', 'api_pattern': '[', 'models': {}, 'fallback_model_providers': 'x' } ]
                        """))
                .containsExactly(
                        "p.json: $[0].models[0].match.equals: must be a string",
                        "p.json: $[0].models[0].prices.input_mtok: must be a decimal number, 0 or more, of at most 30"
                                + " digits",
                        "p.json: $[0].models[0].prices.input_mtk: is no known price; these are: " + priceKeys(),
                        "p.json: $[0].models[1]: has no \"id\": add a name for the model",
                        "p.json: $[0].models[1].match.like: is no clause; these are: equals, starts_with, ends_with,"
                                + " contains, regex, or, and",
                        "p.json: $[0].models[1].prices.output_mtok: must be a decimal number, 0 or more, of at most 30"
                                + " digits",
                        "p.json: $[0].models[2].match.regex: is no regular expression: Unclosed group at index 1",
                        "p.json: $[0].models[2].prices: holds no prices; add an entry, or write {} where the model is"
                                + " free",
                        "p.json: $[0].models[3]: must be an object",
                        "p.json: $[0]: has no \"id\": add the provider's id, such as \"openai\"",
                        "p.json: $[1].api_pattern: is no regular expression: Unclosed character class at index 0",
                        "p.json: $[1].fallback_model_providers: must be a list",
                        "p.json: $[1].models: must be a list");
    }

    @Test
    void tellsWhatIsWrongWithPricesThroughTime() {
        assertThat(problems(model("""
                        [ { 'constraint': { 'start_date': 'March' }, 'prices': { } },
                          { 'constraint': { 'start_time': '1', 'end_time': '25:00:00Z' }, 'prices': { } },
                          { 'constraint': { 'type': 'full_moon' }, 'prices': { } },
                          { 'constrant': { 'start_date': '2026-01-01' }, 'prices': { } },
                          { 'constraint': { 'start_date': '2026-01-01', 'end_date': '2027-01-01' } } ]
                        """)))
                .containsExactly(
                        "p.json: $[0].models[0].prices[0].constraint.start_date: is no date: write one like 2026-03-13"
                                + " or 2026-03-13T12:00:00Z",
                        "p.json: $[0].models[0].prices[1].constraint.start_time: is no time of day: write one like"
                                + " 16:30:00Z",
                        "p.json: $[0].models[0].prices[1].constraint.end_time: is no time of day: write one like"
                                + " 16:30:00Z",
                        "p.json: $[0].models[0].prices[2].constraint: must have start_date (\"2026-03-13\"), or"
                                + " start_time and end_time (\"16:30:00Z\")",
                        "p.json: $[0].models[0].prices[3].constrant: is no known member; these are: constraint, prices",
                        "p.json: $[0].models[0].prices[4].constraint.end_date: is no known member; these are:"
                                + " start_date, type",
                        "p.json: $[0].models[0].prices[4]: has no \"prices\": add an object of prices");
    }

    @Test
    void tellsWhatIsWrongWithTiers() {
        assertThat(problems(model("""
                        { 'input_mtok': { 'base': 1, 'tiers': [ { 'start': 2, 'price': 1 }, { 'start': 2, 'price': 3 } ] },
                          'output_mtok': { 'tiers': [ { 'price': 1 }, { 'start': 'many' } ] },
                          'cache_read_mtok': { 'base': 1, 'tier': [] } }
                        """)))
                .containsExactly(
                        "p.json: $[0].models[0].prices.input_mtok: has tiers out of order; put the lowest start first",
                        "p.json: $[0].models[0].prices.output_mtok.tiers[0]: has no \"start\": add the number of input"
                                + " tokens above which it holds",
                        "p.json: $[0].models[0].prices.output_mtok.tiers[1].start: must be a decimal number, 0 or more,"
                                + " of at most 30 digits",
                        "p.json: $[0].models[0].prices.output_mtok.tiers[1]: has no \"price\": add the price above that",
                        "p.json: $[0].models[0].prices.output_mtok: has no \"base\": add the price below all tiers",
                        "p.json: $[0].models[0].prices.cache_read_mtok.tier: is no known member; these are: base, tiers",
                        "p.json: $[0].models[0].prices.cache_read_mtok: has no \"tiers\": add a list of {\"start\":"
                                + " tokens, \"price\": n}");
    }

    @Test
    void tellsWhatIsWrongWithModifiers() {
        assertThat(problems("""
                        [ { 'id': 'acme', 'modifiers': [
                            { 'when': { 'batch': true }, 'units': 'money', 'times': '2' },
                            { 'when': 'always', 'models': { }, 'times': '1/0' },
                            { 'wen': { 'batch': 'true' } } ] } ]
                        """))
                .containsExactly(
                        "p.json: $[0].modifiers[0].when.batch: must be a string",
                        "p.json: $[0].modifiers[0].units: must be \"tokens\" or \"all\"",
                        "p.json: $[0].modifiers[1].when: must be an object",
                        "p.json: $[0].modifiers[1].models: must be an object with one member of these: equals,"
                                + " starts_with, ends_with, contains, regex, or, and",
                        "p.json: $[0].modifiers[1].times: must be a number from 0 to 1000, such as \"0.5\", or a"
                                + " fraction of two such as \"5/3\"",
                        "p.json: $[0].modifiers[2].wen: is no known member; these are: models, source, times, units,"
                                + " when",
                        "p.json: $[0].modifiers[2]: has no \"times\": add what the cost is multiplied by, such as"
                                + " \"0.5\"");
    }

    @Test
    void tellsOfAProviderThatIsThereTwice() {
        assertThat(problems("[ { 'id': 'acme' }, { 'id': 'acme' } ]"))
                .containsExactly("p.json: $[1]: is a second entry for provider acme; put them together");
    }

    @Test
    void tellsOfAMemberThatIsThereTwice() {
        assertThat(problems(model("{ 'input_mtok': 1, 'input_mtok': 2 }")))
                .containsExactly("p.json: $[0].models[0].prices.input_mtok: is there twice; leave one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{]", "[ ] x", "[ { 'id': 'a', } ]", "nonsense"})
    void tellsWhatIsNotJson(String text) {
        assertThat(problems(text)).singleElement().asString().startsWith("p.json: $: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "7", "null", "'text'"})
    void tellsWhatIsNoList(String text) {
        assertThat(problems(text)).containsExactly("p.json: $: must be a list");
    }

    @Test
    void tellsOfNumbersBeyondBounds() {
        assertThat(problems(model("{ 'input_mtok': 1e99999999999, 'output_mtok': 1e999999 }")))
                .containsExactly(
                        "p.json: $[0].models[0].prices.input_mtok: is a number beyond all bounds; write a smaller one",
                        "p.json: $[0].models[0].prices.output_mtok: must be a decimal number, 0 or more, of at most 30"
                                + " digits");
    }

    private static String model(String prices) {
        return "[ { 'id': 'acme', 'models': [ { 'id': 'm', 'match': { 'equals': 'm' }, 'prices': " + prices
                + " } ] } ]";
    }

    private static String priceKeys() {
        String told = problems(model("{ 'x': 1 }")).get(0);
        return told.substring(told.indexOf("these are: ") + "these are: ".length());
    }

    private static List<String> problems(String text) {
        InvalidPrices thrown = catchThrowableOfType(
                InvalidPrices.class, () -> PriceCatalogue.builtIn().with(text.replace('\'', '"'), "p.json"));
        assertThat(thrown).hasMessage(String.join(System.lineSeparator(), thrown.problems()));
        return thrown.problems();
    }
}
