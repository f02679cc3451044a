/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.RequestSketch;
import ai.dheera.passthrough.Route;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.routing.Router;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint that the official SDKs call, against the definitions. */
class EndpointsTest {

    private record Endpoint(String method, String template) {

        String sample() {
            return template.replaceAll("\\{[^}]*}", "some-id_1.2");
        }

        String shape() {
            return template.replaceAll("\\{[^}]*}", "{}");
        }
    }

    static List<String> names() {
        return Definitions.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void leadsToTheRouteThatIsSpelledAsTheSdksSpellIt(String name) throws IOException {
        Provider provider = Definitions.builtIn(name).orElseThrow().build();
        for (Endpoint endpoint : endpoints(name)) {
            assertThat(routed(provider, endpoint.method(), endpoint.sample()))
                    .as(endpoint.toString())
                    .isEqualTo(endpoint.shape());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void leadsThereWithTheVersionLeftOutOrDoubled(String name) throws IOException {
        Provider provider = Definitions.builtIn(name).orElseThrow().build();
        String version = provider.version();
        assumeThat(version).isNotEmpty();
        for (Endpoint endpoint : endpoints(name)) {
            assertThat(endpoint.template()).startsWith(version + "/");
            String rest = endpoint.sample().substring(version.length());
            assertThat(routed(provider, endpoint.method(), rest))
                    .as(endpoint.toString())
                    .isEqualTo(endpoint.shape());
            assertThat(routed(provider, endpoint.method(), version + version + rest))
                    .as(endpoint.toString())
                    .isEqualTo(endpoint.shape());
        }
    }

    /** Of the routes beyond them, the definition's "source" says where they come from. */
    @ParameterizedTest
    @MethodSource("names")
    void isAmongRoutesThatAllHaveTheirVersion(String name) throws IOException {
        Provider provider = Definitions.builtIn(name).orElseThrow().build();
        Set<String> shapes = endpoints(name).stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.shape())
                .collect(Collectors.toSet());
        assertThat(shapes).isNotEmpty();
        assertThat(provider.routes()).hasSizeGreaterThanOrEqualTo(shapes.size());
        assertThat(provider.routes()).extracting(Route::path).allMatch(path -> path.startsWith(provider.version()));
    }

    private static String routed(Provider provider, String method, String rest) {
        Router router = new Router(ProviderRegistry.of(provider));
        Routed routed = router.route(
                provider, RequestSketch.of(method, "/" + provider.name() + rest).build());
        return routed.route().path().replaceAll("\\{[^}]*}", "{}");
    }

    private static List<Endpoint> endpoints(String name) throws IOException {
        try (InputStream file = EndpointsTest.class.getResourceAsStream("/endpoints/" + name + ".txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(line -> new Endpoint(line[0], line[1]))
                    .toList();
        }
    }
}
