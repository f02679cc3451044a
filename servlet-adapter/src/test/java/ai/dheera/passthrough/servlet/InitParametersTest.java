/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong declaration of the filter stops the start, and says what is wrong. */
@Tag("container")
class InitParametersTest {

    @TempDir
    Path directory;

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(Map.of("configuration", "x"), "'configuration' is not known", "[config, prefix, shared]"),
                Arguments.of(Map.of("Shared", "true"), "'Shared' is not known", "[config, prefix, shared]"),
                Arguments.of(Map.of("shared", "yes"), "'shared'", "true or false, not 'yes'"),
                Arguments.of(Map.of("shared", ""), "'shared'", "true or false, not ''"),
                Arguments.of(Map.of("prefix", "llm"), "'prefix'", "'llm' is no prefix"),
                Arguments.of(Map.of("prefix", "/llm/"), "'prefix'", "'/llm/' is no prefix"),
                Arguments.of(Map.of("prefix", "/"), "'prefix'", "'/' is no prefix"),
                Arguments.of(Map.of(), "'config'", "names no configuration file"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongParameterStopsTheStart(Map<String, String> parameters, String which, String what) {
        assertThat(complaint(new PassThroughFilter(), parameters)).contains("init parameter", which, what);
    }

    @Test
    void aConfigurationIsOfNoUseToAFilterThatHasItsGateway() {
        try (PassThrough gateway = PassThrough.builder().build()) {
            PassThroughFilter filter = new PassThroughFilter(gateway, true);

            assertThat(complaint(filter, Map.of("config", "gateway.json")))
                    .contains("init parameter 'config'", "no use");
        }
    }

    @Test
    void aConfigurationThatIsNotThereStopsTheStart() {
        String file = directory.resolve("nowhere.json").toString();

        assertThat(complaint(new PassThroughFilter(), Map.of("config", file))).contains(file, "cannot be read");
    }

    @Test
    void anInvalidConfigurationStopsTheStartWithAllThatIsWrong() throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.json"), """
                {
                  "providers": { "anthropic": { "upstraem": "x", "credentials": [ { "apiKey": "${env:NOT_SET_AT_ALL}" } ] } },
                  "keys": [ { "id": "a" } ],
                  "shutdownGrace": "soon"
                }
                """);

        assertThat(complaint(new PassThroughFilter(), Map.of("config", file.toString())))
                .contains(file + ": $.providers.anthropic.upstraem")
                .contains(file + ": $.providers.anthropic.credentials[0].apiKey")
                .contains("NOT_SET_AT_ALL")
                .contains(file + ": $.keys[0]")
                .contains(file + ": $.shutdownGrace");
    }

    @Test
    void aPathThatIsNoneStopsTheStart() {
        assertThat(complaint(new PassThroughFilter(), Map.of("config", "nul\0byte")))
                .contains("init parameter 'config'");
    }

    /** What the container gets to hear of the filter, which may be more than it tells. */
    private static String complaint(Filter filter, Map<String, String> parameters) {
        Heard heard = new Heard(filter);
        MappedFilter mapped = MappedFilter.at("/*", heard).with(parameters);
        WebApplication application = new WebApplication("", List.of(mapped), WebApplication.USUAL_THREADS);
        assertThatThrownBy(() -> Container.start(application).close()).isInstanceOf(Exception.class);
        return heard.complaint;
    }

    private static final class Heard implements Filter {

        private final Filter filter;
        private volatile String complaint = "";

        Heard(Filter filter) {
            this.filter = filter;
        }

        @Override
        public void init(FilterConfig config) throws ServletException {
            try {
                filter.init(config);
            } catch (ServletException e) {
                complaint = String.valueOf(e.getMessage());
                throw e;
            }
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            filter.doFilter(request, response, chain);
        }

        @Override
        public void destroy() {
            filter.destroy();
        }
    }
}
