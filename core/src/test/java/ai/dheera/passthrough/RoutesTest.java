/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Routes.Match;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private final Routes routes = routes(
            "GET /v1/models",
            "GET /v1/models/{model}",
            "DELETE /v1/models/{model}",
            "POST /v1/threads/{thread}",
            "GET /v1/threads/{thread}",
            "POST /v1/threads/runs",
            "GET /v1/threads/{thread}/runs/{run}",
            "GET /v1/threads/archive/runs/latest",
            "POST /v1/models/{model}:generate",
            "POST /v1/models/{model}:generate/more",
            "GET /files/*",
            "GET /files/index",
            "* /any",
            "POST /");

    @ParameterizedTest
    @CsvSource({
        "GET,    /v1/models,                      /v1/models,                       ''",
        "GET,    /v1/models/m,                    /v1/models/{model},               m",
        "DELETE, /v1/models/m,                    /v1/models/{model},               m",
        "POST,   /v1/threads/runs,                /v1/threads/runs,                 ''",
        "POST,   /v1/threads/run,                 /v1/threads/{thread},             run",
        "GET,    /v1/threads/t/runs/r,            /v1/threads/{thread}/runs/{run},  t r",
        "GET,    /v1/threads/archive/runs/latest, /v1/threads/archive/runs/latest,  ''",
        "POST,   /v1/models/m:generate,           /v1/models/{model}:generate,      m",
        "POST,   /v1/models/m%3Agenerate,         /v1/models/{model}:generate,      m",
        "POST,   /v1/models/m%3a%67enerate,       /v1/models/{model}:generate,      m",
        "POST,   /v1/models/m:generate;a=b,       /v1/models/{model}:generate,      m",
        "POST,   /v1/models/a:b:generate,         /v1/models/{model}:generate,      a:b",
        "POST,   /v1/models/m:generate/more,      /v1/models/{model}:generate/more, m",
        "GET,    /v1/models/m:generate,           /v1/models/{model},               m:generate",
        "GET,    /files/index,                    /files/index,                     ''",
        "GET,    /files/other,                    /files/*,                         ''",
        "GET,    /files/index/deeper/still,       /files/*,                         ''",
        "GET,    /files/,                         /files/*,                         ''",
        "POST,   /,                               /,                                ''"
    })
    void findsTheRouteOfAPath(String method, String path, String template, String variables) {
        Match match = routes.match(method, path).orElseThrow();
        assertThat(match.route().path()).isEqualTo(template);
        assertThat(String.join(" ", match.variables())).isEqualTo(variables);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/models",
        "GET,  /v1/models/",
        "GET,  /v1/models/m/x",
        "GET,  /v1/Models",
        "GET,  /v1",
        "GET,  /V1/models",
        "GET,  v1/models",
        "GET,  /v1/threads/",
        "GET,  /files",
        "POST, /files/x",
        "get,  /v1/models",
        "GET,  /",
        "POST, ''",
        "GET,  ''"
    })
    void findsNoneForAnyOtherPathOrMethod(String method, String path) {
        assertThat(routes.match(method, path)).isEmpty();
    }

    @Test
    void goesBackToAVariableWhereTheLiteralLeadsNowhere() {
        Match match = routes.match("GET", "/v1/threads/archive/runs/other").orElseThrow();
        assertThat(match.route().path()).isEqualTo("/v1/threads/{thread}/runs/{run}");
        assertThat(match.variables()).containsExactly("archive", "other");

        Match byMethod = routes.match("GET", "/v1/threads/runs").orElseThrow();
        assertThat(byMethod.route().path()).isEqualTo("/v1/threads/{thread}");
        assertThat(byMethod.variables()).containsExactly("runs");
    }

    @Test
    void forgetsTheVariablesOfAWayThatLedNowhere() {
        Routes some = routes("GET /{a}/{b}/x", "GET /*");
        Match match = some.match("GET", "/1/2/y").orElseThrow();
        assertThat(match.route().path()).isEqualTo("/*");
        assertThat(match.variables()).isEmpty();
    }

    /** A provider decodes before it compares, so this is the run of a model and not the thread of a name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/threads/%72uns",
                "/v1/threads/%72%75%6E%73",
                "/v1/threads/runs;x=y",
                "/v1/threads/r%75ns;",
                "/v1/%74hreads/runs",
                "/%761/threads/runs"
            })
    void findsALiteralHoweverItIsSpelled(String path) {
        assertThat(routes.match("POST", path).orElseThrow().route().path()).isEqualTo("/v1/threads/runs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/threads/%52uns", "/v1/threads/r+uns", "/v1/threads/runs%3Bx", "/v1/threads/%zz"})
    void takesWhatIsSpelledDifferentlyForAVariableAndLeavesItAsItIs(String path) {
        Match match = routes.match("POST", path).orElseThrow();
        assertThat(match.route().path()).isEqualTo("/v1/threads/{thread}");
        assertThat(match.variables()).containsExactly(path.substring("/v1/threads/".length()));
    }

    /** One server reads a name in any case or decodes twice and so finds the literal, another takes it for the variable. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/RUNS", "/v1/r%2575ns", "/v1/runs;x"})
    void refusesAPathThatMeansAnEndpointOfAnotherModelToSome(String path) {
        ModelLocation model = new ModelLocation(ModelLocation.Part.PATH, "model");
        Routes ambiguous = new Routes(List.of(
                new Route("POST", "/v1/runs", List.of(), Optional.empty(), false, Optional.empty()),
                new Route("POST", "/v1/{model}", List.of(model), Optional.empty(), false, Optional.empty())));
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> ambiguous.match("POST", path));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_PATH);
    }

    @Test
    void answersHeadByTheRouteOfGet() {
        assertThat(routes.match("HEAD", "/v1/models/m").orElseThrow().route().method())
                .isEqualTo("GET");
        assertThat(routes.match("HEAD", "/v1/threads/runs")
                        .orElseThrow()
                        .route()
                        .path())
                .isEqualTo("/v1/threads/{thread}");
        assertThat(routes("POST /x").match("HEAD", "/x")).isEmpty();
        assertThat(routes("HEAD /x", "GET /x")
                        .match("HEAD", "/x")
                        .orElseThrow()
                        .route()
                        .method())
                .isEqualTo("HEAD");
    }

    @Test
    void answersOptionsByAnyRouteOfThePath() {
        assertThat(routes.match("OPTIONS", "/v1/models/m").orElseThrow().route().path())
                .isEqualTo("/v1/models/{model}");
        assertThat(routes.match("OPTIONS", "/v1/none")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PURGE", "purge", "HEAD", "OPTIONS"})
    void answersEveryMethodWhereTheRouteSaysSo(String method) {
        assertThat(routes.match(method, "/any").orElseThrow().route().method()).isEqualTo("*");
    }

    @Test
    void putsAMethodOfItsOwnBeforeEveryMethod() {
        Routes some = routes("* /x", "GET /x");
        assertThat(some.match("GET", "/x").orElseThrow().route().method()).isEqualTo("GET");
        assertThat(some.match("POST", "/x").orElseThrow().route().method()).isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "/a/", "/a/b/c"})
    void answersEveryPathByAStarAtItsRoot(String path) {
        assertThat(routes("* /*").match("GET", path)).isPresent();
    }

    @Test
    void refusesARouteThatIsThereTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> routes("GET /x/{a}", "GET /x/{b}"))
                .withMessageContaining("GET /x/{b} is there twice");
        assertThatIllegalArgumentException().isThrownBy(() -> routes("* /*", "* /*"));
    }

    /** Each node of the tree is looked at once at most, whatever the path. */
    @Test
    @Timeout(10)
    void findsNothingInTimeAmongRoutesThatAllAlmostMatch() {
        List<String> many = IntStream.range(0, 1 << 12)
                .mapToObj(bits -> "GET " + segments(bits, 12) + "/end")
                .toList();
        Routes some = routes(many.toArray(String[]::new));
        assertThat(some.match("GET", "/a/a/a/a/a/a/a/a/a/a/a/a/end")).isPresent();
        for (int i = 0; i < 100; i++) {
            assertThat(some.match("GET", "/a/a/a/a/a/a/a/a/a/a/a/a/other")).isEmpty();
        }
        assertThat(some.match("GET", "/a".repeat(100_000))).isEmpty();
    }

    private static String segments(int bits, int count) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < count; i++) {
            path.append((bits >> i & 1) == 0 ? "/a" : "/{v" + i + "}");
        }
        return path.toString();
    }

    private static Routes routes(String... methodsAndPaths) {
        return new Routes(Arrays.stream(methodsAndPaths)
                .map(each -> each.split(" "))
                .map(each -> Route.of(each[0], each[1]))
                .toList());
    }
}
