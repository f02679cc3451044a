/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com,        https://api.example.com",
        "https://api.example.com/,       https://api.example.com",
        "https://api.example.com/v1,     https://api.example.com",
        "https://api.example.com/v1/,    https://api.example.com",
        "https://api.example.com/base/,  https://api.example.com/base",
        "https://example.com/base/v1//,  https://example.com/base",
        "https://example.com/basev1,     https://example.com/basev1",
        "https://example.com/v1/base,    https://example.com/v1/base",
        "http://v1,                      http://v1",
        "http://v1/v1,                   http://v1",
        "HTTP://127.0.0.1:8000/v1,       HTTP://127.0.0.1:8000",
        "http://[::1]:8000/v1,           http://[::1]:8000"
    })
    void leavesTheVersionOfItsRoutesOutOfItsUpstream(String given, String upstream) {
        Provider provider =
                Provider.named("p", URI.create(given)).version("/v1").build();
        assertThat(provider.upstream()).hasToString(upstream);
    }

    @Test
    void keepsTheWholePathOfItsUpstreamWithoutAVersion() {
        assertThat(Provider.named("p", URI.create("https://x/v1/")).build().upstream())
                .hasToString("https://x/v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host",
                "host",
                "/path",
                "http:///path",
                "http:opaque",
                "https://",
                "http://under_score",
                "http://host:70000",
                "http://host:0",
                "http://host//base",
                "http://host?query=1",
                "http://host#fragment",
                "http://user:secret-word@host"
            })
    void refusesAnUpstreamThatIsNoBaseUrlAndDoesNotRepeatIt(String upstream) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.named("p", uri(upstream)).build())
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("secret-word"));
    }

    private static URI uri(String text) {
        return text.equals("https://") ? URI.create("https:/") : URI.create(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", ".a", "-a", "ä", "a%20", "a\n"})
    void refusesANameThatIsNoPathSegment(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Provider.named(name, URI.create("http://x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.named("p", URI.create("http://x")).name(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "/v1/", "/", "/v1//x", "/v1?x", "/ v1"})
    void refusesAVersionThatCannotBeginAPath(String version) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.named("p", URI.create("http://x"))
                        .version(version)
                        .build())
                .withMessageContaining("'" + version + "'");
    }

    @Test
    void needsAConnection() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.named("p", URI.create("http://x")).maxConnections(0));
    }

    @Test
    void comesBackWholeFromABuilderMadeOfIt() {
        Timeouts timeouts = new Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4));
        Provider provider = Provider.named("p", URI.create("https://x/base"))
                .version("/v2")
                .keyCarriers(List.of("x-key"))
                .credentials(List.of(Credential.apiKey("c", "s")))
                .placement(Credential.Placement.query("k"))
                .headers(Map.of("a", "b"))
                .query(Map.of("c", "d"))
                .withheld(Set.of("X-Secret"))
                .requestIdHeader("x-id")
                .errorShape(new ErrorShape("{}", Map.of(), "other", Map.of()))
                .timeouts(timeouts)
                .routes(List.of(Route.of("GET", "/v2/x")))
                .maxConnections(7)
                .build();

        Provider copy = provider.toBuilder().build();
        assertThat(copy).usingRecursiveComparison().isEqualTo(provider);
        assertThat(copy.withheld()).containsExactly("x-secret");
        assertThat(copy.route("GET", "/v2/x")).isPresent();
    }
}
