/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the filter stands in an application, and what it leaves to others. */
@Tag("container")
class MountTest {

    @TempDir
    private Path directory;

    private ScriptedUpstream upstream;
    private Container container;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/app", "/deep/app"})
    void standsAtTheRootOfAnyContext(String context) throws Exception {
        serve(WebApplication.of(filter(true)).at(context));

        assertServed(context);
        assertThat(get(context + "/hello").body().text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/app"})
    void standsBelowAPrefixOfItsUrlPattern(String context) throws Exception {
        serve(only(MappedFilter.at("/llm/*", filter(true))).at(context));

        assertServed(context + "/llm");
        assertNotServed(context);
        assertNotServed(context + "/other");
        assertThat(get(context + "/hello").body().text()).isEqualTo("hello");
    }

    @Test
    void standsBelowAPrefixThatItWasTold() throws Exception {
        serve(only(MappedFilter.at("/*", filter(true)).with(Map.of("prefix", "/llm/v2")))
                .at("/app"));

        assertServed("/app/llm/v2");
        assertNotServed("/app");
        assertNotServed("/app/llm");
        assertNotServed("/app/llm/v2x");
        assertThat(get("/app/hello").body().text()).isEqualTo("hello");
    }

    @Test
    void leavesPathsOfNoProviderToTheApplicationWhereItsSpaceIsShared() throws Exception {
        serve(WebApplication.of(filter(true)));

        assertThat(get("/hello").body().text()).isEqualTo("hello");
        Answer nobodys = get("/nobody/v1/messages");
        assertThat(nobodys.status()).isEqualTo(404);
        assertThat(nobodys.head().first("x-dheera-error")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hello", "/nobody/v1/messages", "/", "/anthropicx/v1/messages", "/Anthropic/v1/messages"})
    void answersPathsOfNoProviderInItsOwnShapeWhereItsSpaceIsNotShared(String path) throws Exception {
        serve(WebApplication.of(filter(false)));

        assertUnknownProvider(get(path, auth()));
        assertServed("");
    }

    private static void assertUnknownProvider(Answer answer) {
        String id = answer.head().first("x-dheera-request-id").orElseThrow();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.head().first("x-dheera-error")).contains("unknown_provider");
        assertThat(answer.head().first("x-should-retry")).contains("false");
        assertThat(answer.head().first("content-type").orElseThrow()).startsWith("application/json");
        assertThat(answer.body().text())
                .startsWith("{\"error\":{\"type\":\"not_found\",\"code\":\"unknown_provider\",\"message\":\"")
                .endsWith("\",\"request_id\":\"" + id + "\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void isDeclaredByInitParametersAlone(String shared) throws Exception {
        Map<String, String> parameters = Map.of("config", configuration(), "shared", shared, "prefix", "/llm");
        serve(only(MappedFilter.at("/*", new PassThroughFilter()).with(parameters)));

        assertServed("/llm");
        assertThat(upstream.requests().get(0).header("x-api-key")).contains("a-credential");
        assertThat(get("/hello").status()).isEqualTo(shared.equals("true") ? 200 : 404);
    }

    @Test
    void worksAgainWhenItsApplicationIsStartedAgain() throws Exception {
        WebApplication application =
                only(MappedFilter.at("/*", new PassThroughFilter()).with(Map.of("config", configuration())));
        serve(application);
        assertServed("");
        container.close();

        serve(application);

        assertServed("");
    }

    private String configuration() throws IOException {
        Path file = Files.writeString(directory.resolve("gateway.json"), """
                {
                  "providers": { "anthropic": { "upstream": "%s", "credentials": [ { "apiKey": "a-credential" } ] } },
                  "keys": [ { "id": "configured", "secret": "%s" } ]
                }
                """.formatted(upstream.url(), KEY));
        return file.toString();
    }

    private static WebApplication only(MappedFilter filter) {
        return new WebApplication("", List.of(filter), WebApplication.USUAL_THREADS);
    }

    private PassThroughFilter filter(boolean shared) {
        PassThrough gateway =
                MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).build();
        return new PassThroughFilter(gateway, shared);
    }

    private void serve(WebApplication application) throws Exception {
        container = Container.start(application);
    }

    private void assertServed(String base) throws Exception {
        Answer answer = get(base + "/anthropic/v1/models?limit=1", auth());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(upstream.takeRequest(MountedGateway.SOON).target()).isEqualTo("/v1/models?limit=1");
    }

    private void assertNotServed(String base) throws Exception {
        long before = upstream.requestCount();
        assertThat(get(base + "/anthropic/v1/models", auth()).status()).isEqualTo(404);
        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    private Answer get(String target, String... lines) throws Exception {
        try (RawClient client = RawClient.connect(container.port())) {
            return client.get(target, lines);
        }
    }
}
