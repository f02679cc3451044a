/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.dheera.passthrough.Route.ModelLocation;
import ai.dheera.passthrough.Route.ModelLocation.Part;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/*",
                "/query",
                "/query/",
                "/v1/*",
                "/v1/models/{model}",
                "/v1/{a}/b/{c-d}/e_f.g~h",
                "/v1/models:list",
                "/v1/(a)"
            })
    void takesATemplateThatPathsCanMatch(String path) {
        assertThat(Route.of("GET", path).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                "v1/",
                "//",
                "/v1//x",
                "/v1/*/x",
                "/v1/x*",
                "/v1/**",
                "/*/",
                "/v1/{model}generate",
                "/v1/{model}:",
                "/v1/{model}:a:b",
                "/v1/x:{verb}",
                "/v1/{}",
                "/v1/{a",
                "/v1/a}",
                "/v1/{a/b}",
                "/v1/.",
                "/v1/..",
                "/v1/../x",
                "/v1/x y",
                "/v1/x?y",
                "/v1/x#y",
                "/v1/%41",
                "/v1/x\\y",
                "/v1/é",
                "/v1/x;y"
            })
    void refusesATemplateThatNoPathCanMatch(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Route.of("GET", path))
                .withMessageContaining("path template '" + path + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "Get", "", " GET", "GET ", "**", "GET*"})
    void refusesWhatIsNoMethod(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Route.of(method, "/x"))
                .withMessageContaining("'" + method + "'");
    }

    @Test
    void refusesAModelThatItsPathDoesNotHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> route("/v1/{id}", List.of(new ModelLocation(Part.PATH, "model")), Optional.empty()))
                .withMessageContaining("{model}");
    }

    @Test
    void refusesANegativeCost() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> route("/x", List.of(), Optional.of(new BigDecimal("-0.01"))))
                .withMessageContaining("negative");
        assertThat(route("/x", List.of(), Optional.of(BigDecimal.ZERO)).costUsd())
                .contains(BigDecimal.ZERO);
    }

    private static Route route(String path, List<ModelLocation> models, Optional<BigDecimal> cost) {
        return new Route("GET", path, models, Optional.empty(), false, cost);
    }
}
