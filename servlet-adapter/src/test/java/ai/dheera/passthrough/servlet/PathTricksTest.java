/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A path that could mean something else to the provider than to us is refused, by the container or by the gateway,
 * wherever the filter stands, and never reaches a provider.
 */
@Tag("container")
class PathTricksTest {

    private static ScriptedUpstream upstream;
    private static Container shared;
    private static Container unshared;
    private static Container prefixed;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        shared = Container.start(WebApplication.of(filter(true)));
        unshared = Container.start(WebApplication.of(filter(false)));
        MappedFilter below = MappedFilter.at("/llm/*", filter(true));
        prefixed = Container.start(new WebApplication("", List.of(below), WebApplication.USUAL_THREADS));
    }

    private static PassThroughFilter filter(boolean shared) {
        PassThrough gateway =
                MountedGateway.builder(upstream.url(), Timeouts.DEFAULT).build();
        return new PassThroughFilter(gateway, shared);
    }

    @AfterAll
    static void stop() throws Exception {
        shared.close();
        unshared.close();
        prefixed.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/any/../x",
                "/any/..",
                "/any/.",
                "/any/v1/../admin",
                "/any/v1/../../anthropic/v1/models",
                "/any/v1/./models",
                "/any/v1/%2e%2e/admin",
                "/any/v1/%2E%2e/admin",
                "/any/v1/.%2e/admin",
                "/any/v1/%2e/models",
                "/any/%2e%2e/%2e%2e/admin",
                "/any/v1/..;/admin",
                "/any/v1/..;x=1/admin",
                "/any/v1/%2e%2e;/admin",
                "/any/v1/..%2fadmin",
                "/any/v1%2fmodels",
                "/any/v1%2Fmodels",
                "/any/v1/..%5cadmin",
                "/any/v1%5Cmodels",
                "/any/v1\\models",
                "/any//v1/models",
                "/any/v1//models",
                "//any/v1/models",
                "/./any/v1/models",
                "/x/../any/v1/models",
                "/hello/../any/v1/models",
                "/hello/..;/any/v1/models",
                "/%2e%2e/any/v1/models",
                "/%61ny/v1/models",
                "/any;x=1/v1/models",
                "/any%2fv1/models",
                "/any%3b/v1/models",
                "/any/v1/models%00",
                "/any/v1/models%0a",
                "/any/v1/models%0d%0aX-Injected:%201",
                "/any/v1/models%7f",
                "/any/v1/mo%zzdels",
                "/any/v1/models%",
                "/any/v1/models%2",
                "/any/v1/mod\0els",
                "/any/v1/mod\tels",
                "/any/v1/mod\u0001els",
                "/any/v1/mod\u007fels",
                "/any/v1/mod\u00e4els",
            })
    void aPathThatTurnsOnItsWayIsRefused(String path) throws Exception {
        assertRefused(shared, path);
        assertRefused(unshared, path);
        assertRefused(prefixed, path);
        assertRefused(prefixed, "/llm" + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/llm/../any/v1/models",
                "/llm/../llm/any/v1/models",
                "/x/../llm/any/v1/models",
                "/x/..;/llm/any/v1/models",
                "/%6clm/any/v1/models",
                "/llm;x=1/any/v1/models",
                "/llm%2fany/v1/models",
                "//llm/any/v1/models",
                "/llm//any/v1/models",
                "/LLM/any/v1/models",
            })
    void aPathThatTurnsOnItsWayToTheFilterIsRefused(String path) throws Exception {
        assertRefused(prefixed, path);
    }

    private static void assertRefused(Container container, String target) throws Exception {
        long before = upstream.requestCount();
        try (RawClient client = RawClient.connect(container.port())) {
            client.sendHead("GET", target, auth(), "Connection: close");
            HttpHead answer = client.readFinalHead();
            assertThat(answer.status()).as(answer.raw()).isIn(400, 404);
            client.readToEnd();
        }
        assertThat(upstream.requestCount()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/any/v1/models;x=1",
                "/any/v1/.../x",
                "/any/v1/..x",
                "/any/v1/.hidden",
                "/any/v1/a%20b%C3%A4",
                "/any/v1/a+b:c@d!$&'()*,=~",
                "/any/v1/",
                "/any/",
            })
    void anOddPathThatMeansOnlyItselfPassesByteForByte(String path) throws Exception {
        try (RawClient client = RawClient.connect(shared.port())) {
            assertThat(client.get(path, auth()).status()).isEqualTo(200);
        }
        assertThat(upstream.requests().get(upstream.requests().size() - 1).target())
                .isEqualTo(path.substring("/any".length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:%d/any/v1/models", "http://elsewhere.example/any/v1/models"})
    void aTargetWithAHostReachesNoOtherHost(String target) throws Exception {
        long before = upstream.requestCount();
        try (RawClient client = RawClient.connect(shared.port())) {
            client.send("GET " + target.formatted(shared.port()) + " HTTP/1.1\r\nHost: elsewhere.example\r\n" + auth()
                    + "\r\n\r\n");
            if (client.readFinalHead().status() == 200) {
                assertThat(upstream.requestCount()).isEqualTo(before + 1);
                HttpHead sent =
                        upstream.requests().get(upstream.requests().size() - 1).head();
                assertThat(sent.target()).isEqualTo("/v1/models");
                assertThat(sent.all("host")).containsExactly("127.0.0.1:" + upstream.port());
            } else {
                assertThat(upstream.requestCount()).isEqualTo(before);
            }
        }
    }
}
