/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Destination;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.Route;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** Whatever stands in a path for a part of a host's name: it leads to a host of the provider's, or nowhere. */
class FuzzedHostsTest {

    private static final String[] IN_A_HOST = {
        ".",
        "..",
        "-",
        "_",
        "@",
        ":",
        "/",
        "\\",
        "?",
        "#",
        ";",
        "%2e",
        "%2f",
        "%40",
        "%00",
        "\0",
        "\r\n",
        " ",
        "{location}",
        "{region}",
        "evil.example",
        "evil.example/",
        "evil.example#",
        "evil.example?",
        "@evil.example",
        ":8080",
        "[::1]",
        "127.0.0.1",
        "localhost",
        "é",
        "\u3002",
        "\uff0e",
        "x",
        "9",
        "a".repeat(64)
    };

    private static final Route ROUTE = new Route(
            "GET",
            "/{location}/x",
            List.of(),
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            "{location}",
            Optional.empty());

    private static final Credential CREDENTIAL = Credential.apiKey("main", "sk-real");

    private static final Provider PROVIDER = Provider.named("located", "https://{location}-ai.example.com:8443/base")
            .routes(List.of(ROUTE))
            .credentials(List.of(CREDENTIAL))
            .build();

    @AddLifecycleHook(Tries.class)
    @Property(tries = 4_000, seed = "20260101")
    void noPathLeadsToAnotherHost(@ForAll("locations") String location) {
        Optional<URI> upstream = upstream(location);
        upstream.ifPresent(url -> {
            assertThat(url).hasToString("https://" + location + "-ai.example.com:8443/base");
            assertThat(url.getHost()).matches("[A-Za-z0-9-]{1,63}-ai\\.example\\.com");
            assertThat(url)
                    .hasPort(8443)
                    .hasNoUserInfo()
                    .hasPath("/base")
                    .hasNoQuery()
                    .hasNoFragment();
        });
        Statistics.label("leads somewhere")
                .collect(upstream.isPresent())
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 10));
    }

    private static Optional<URI> upstream(String location) {
        try {
            Destination destination = PROVIDER.destination(ROUTE, List.of(location), "/" + location + "/x", CREDENTIAL);
            return Optional.of(destination.upstream());
        } catch (Refusal refusal) {
            assertThat(refusal.code()).isIn(ErrorCode.BAD_PATH, ErrorCode.NO_CREDENTIAL);
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<String> locations() {
        Arbitrary<String> usual = Arbitraries.of("eu", "us-east1", "a", "EU-1", "global");
        Arbitrary<String> odd =
                Combinators.combine(usual, Sprinkled.pieces(IN_A_HOST)).as(Sprinkled::into);
        return Arbitraries.frequencyOf(
                Tuple.of(5, odd), Tuple.of(1, Arbitraries.strings().ofMaxLength(3)));
    }
}
