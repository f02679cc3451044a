/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    private static final Credential CREDENTIAL = Credential.apiKey("c", "s");

    private static final Provider LOCATED = Provider.named("located", "https://{location}-ai.example.com/base")
            .upstreams(Map.of("global", "https://ai.example.com", "agent", "https://agent.{region}.example.com"))
            .settings(Map.of("location", "default-1"))
            .aliases(List.of(new Alias("/v1/models/*", "/v1/locations/{location}/projects/{project}/models/*")))
            .routes(List.of(
                    at("{location}", "/v1/locations/{location}/projects/{project}/models/{model}"),
                    at("agent", "/agents/{agent}"),
                    at("", "/plain")))
            .build();

    private static Route at(String upstream, String path) {
        return new Route(
                "POST", path, List.of(), Optional.empty(), false, Optional.empty(), false, upstream, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/locations/us-east1/projects/p/models/m, https://us-east1-ai.example.com/base",
        "/v1/locations/global/projects/p/models/m,   https://ai.example.com",
        "/agents/a,                                  https://agent.here-1.example.com",
        "/plain,                                     https://default-1-ai.example.com/base"
    })
    void followsFromTheRouteAndItsVariables(String path, String upstream) {
        Destination destination = destination(path, CREDENTIAL.withSettings(Map.of("region", "here-1")));

        assertThat(destination).isEqualTo(new Destination(URI.create(upstream), path));
    }

    @Test
    void theSettingsOfTheCredentialGoBeforeTheProviders() {
        Credential own = CREDENTIAL.withSettings(Map.of("location", "mine"));

        assertThat(destination("/plain", own).upstream()).hasHost("mine-ai.example.com");
    }

    @Test
    void anAliasIsFilledIn() {
        String path = LOCATED.aliases().get(0).resolve("/v1/models/m").orElseThrow();

        Destination destination = destination(path, CREDENTIAL.withSettings(Map.of("project", "my-project")));

        assertThat(destination.path()).isEqualTo("/v1/locations/default-1/projects/my-project/models/m");
        assertThat(destination.upstream()).hasHost("default-1-ai.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.com%2F", "evil.com", "a.b", "-a", "a-", "a@b", "a:1", "%65vil", "a_b", "a;b"})
    void aPathCannotLeadToAnotherDomain(String location) {
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> destination("/v1/locations/" + location + "/projects/p/models/m", CREDENTIAL));

        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_PATH);
    }

    @Test
    void aMissingSettingIsTheOperators() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> destination("/agents/a", CREDENTIAL));

        assertThat(refusal.code()).isEqualTo(ErrorCode.NO_CREDENTIAL);
        assertThat(refusal).hasMessageContaining("'region'").hasMessageContaining("'located'");
    }

    @Test
    void anotherUpstreamTakesTheRequestsOfAll() {
        Provider moved = LOCATED.toBuilder().upstream("https://own.example").build();
        for (String path : List.of("/agents/a", "/plain", "/v1/locations/global/projects/p/models/m")) {
            Provider.Matched matched = moved.route("POST", path).orElseThrow();
            assertThat(moved.destination(matched.route(), matched.variables(), path, CREDENTIAL)
                            .upstream())
                    .hasToString("https://own.example");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://x/{region}", "https://{a b}.x", "{scheme}://x", "https://x?{a}"})
    void variablesStandInHostsOnly(String upstream) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.named("p", upstream).build());
    }

    private static Destination destination(String path, Credential credential) {
        Provider.Matched matched = LOCATED.route("POST", path).orElseThrow();
        return LOCATED.destination(matched.route(), matched.variables(), path, credential);
    }
}
