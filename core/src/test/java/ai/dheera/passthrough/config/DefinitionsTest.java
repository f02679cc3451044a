/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Credential.Placement;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.json.Document;
import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.json.Problems;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionsTest {

    @ParameterizedTest
    @MethodSource("names")
    void loadWithoutProblems(String name) {
        Provider provider = Definitions.builtIn(name).orElseThrow().build();
        assertThat(provider.name()).isEqualTo(name);
        assertThat(provider.upstream()).startsWith("https://");
        assertThat(provider.credentials()).isEmpty();
        assertThat(provider.routes()).isNotEmpty();
    }

    static List<String> names() {
        return Definitions.names();
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, https://api.anthropic.com, ANTHROPIC_API_KEY, x-api-key,     '',        request-id",
        "openai,    https://api.openai.com,    OPENAI_API_KEY,    Authorization, 'Bearer ', x-request-id"
    })
    void sayHowTheProviderIsSpokenTo(
            String name, String upstream, String variable, String header, String prefix, String requestId) {
        Provider provider = Definitions.builtIn(name).orElseThrow().build();
        assertThat(provider.upstream()).isEqualTo(upstream);
        assertThat(Definitions.environmentVariable(name)).contains(variable);
        assertThat(provider.placement()).isEqualTo(Placement.header(header, prefix));
        assertThat(provider.requestIdHeader()).contains(requestId);
        assertThat(provider.keyCarriers()).first().asString().isEqualToIgnoringCase(header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Anthropic", "nobody", "../providers/openai", "openai.json"})
    void knowNoOtherProvider(String name) {
        assertThat(Definitions.builtIn(name)).isEmpty();
        assertThat(Definitions.environmentVariable(name)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProviderRegistry.builtIn(name))
                .withMessageContaining("anthropic")
                .withMessageContaining("openai");
    }

    @Test
    void holdNothingOfAnOperators() throws InvalidConfiguration {
        Problems problems = new Problems("x.json");
        Node node = Document.read("{\"upstream\":\"https://x\",\"credentials\":[],\"like\":\"openai\"}", problems)
                .orElseThrow();
        assertThat(ProviderReader.definition("x", node)).isPresent();
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> problems.throwIfAny(InvalidConfiguration::new))
                .satisfies(invalid -> assertThat(invalid.problems())
                        .hasSize(2)
                        .anyMatch(problem -> problem.startsWith("x.json: $.credentials: is not a known field"))
                        .anyMatch(problem -> problem.startsWith("x.json: $.like: is not a known field")));
    }

    @Test
    void giveEachAskerABuilderOfItsOwn() {
        Provider changed = ProviderRegistry.builtIn("openai", Credential.apiKey("a", "b")).toBuilder()
                .upstream(URI.create("http://elsewhere"))
                .build();
        Provider again = ProviderRegistry.builtIn("openai");
        assertThat(changed.upstream()).isNotEqualTo(again.upstream());
        assertThat(again.credentials()).isEmpty();
    }

    @Test
    void tellTheModelsThatARouteRunsWhereverItBillsByTokens() {
        for (String name : Definitions.names()) {
            Provider provider = Definitions.builtIn(name).orElseThrow().build();
            assertThat(provider.routes())
                    .as(name)
                    .filteredOn(route -> route.usage().isPresent())
                    .allSatisfy(route -> assertThat(route.bills()).isTrue())
                    .filteredOn(route -> !fetches(route))
                    .allSatisfy(route -> assertThat(route.models()).isNotEmpty());
        }
    }

    /** Whether a route tells of work that another one had done. */
    private static boolean fetches(Route route) {
        String path = route.path();
        return path.endsWith("/cancel")
                || path.endsWith("/results")
                || (route.method().equals("GET") && path.endsWith("}"));
    }
}
