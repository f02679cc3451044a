/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.AnswerBody;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedBody;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer is broken off by an asynchronous dispatch, which must not end as a whole one whoever it reaches. */
@Tag("container")
class AsyncDispatchTest {

    private static final byte[] BODY = "{\"model\":\"claude-x\"}".getBytes(UTF_8);
    private static final String PART = "the part that came";

    private ScriptedUpstream upstream;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 1000"})
    void aBrokenAnswerIsSeenAsBroken(String framing) throws Exception {
        try (MountedGateway gateway = gateway(app -> app)) {
            assertSeenAsBroken(framing, gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 1000"})
    void aBrokenAnswerIsSeenAsBrokenWhereTheFilterIsNotRegisteredForDispatches(String framing) throws Exception {
        try (MountedGateway gateway = gateway(AsyncDispatchTest::forRequestsOnly)) {
            assertSeenAsBroken(framing, gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 1000"})
    void nothingBehindTheFilterAddsToABrokenAnswer(String framing) throws Exception {
        MappedFilter behind = MappedFilter.at("/*", new AnswersEverything());
        try (MountedGateway gateway = gateway(app -> before(behind, forRequestsOnly(app)))) {
            assertSeenAsBroken(framing, gateway);
        }
    }

    private static WebApplication forRequestsOnly(WebApplication app) {
        MappedFilter usual = app.filters().get(0);
        MappedFilter requestsOnly = new MappedFilter(
                usual.pattern(), usual.filter(), true, EnumSet.of(DispatcherType.REQUEST), usual.parameters());
        return new WebApplication(app.contextPath(), List.of(requestsOnly), app.threads());
    }

    private static WebApplication before(MappedFilter behind, WebApplication app) {
        return new WebApplication(app.contextPath(), List.of(app.filters().get(0), behind), app.threads());
    }

    /** Like a servlet for all that nobody else has answered. */
    private static final class AnswersEverything implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException {
            if (((HttpServletRequest) request).getMethod().equals("POST")) {
                response.getOutputStream().write("<html>".getBytes(UTF_8));
            }
        }
    }

    @Test
    void theApplicationsOwnDispatchesAreItsOwn() throws Exception {
        MappedFilter behind = MappedFilter.at("/*", new Dispatches());
        try (MountedGateway gateway = gateway(app -> before(behind, app));
                RawClient client = gateway.client()) {
            Answer answer = client.get("/elsewhere");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().text()).isEqualTo("dispatched");
        }
    }

    private static final class Dispatches implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                response.getOutputStream().write("dispatched".getBytes(UTF_8));
            } else {
                request.startAsync().dispatch();
            }
        }
    }

    private MountedGateway gateway(UnaryOperator<WebApplication> application) throws Exception {
        return MountedGateway.over(upstream.url(), Timeouts.DEFAULT, application);
    }

    private void assertSeenAsBroken(String framing, MountedGateway gateway) throws Exception {
        boolean chunked = framing.endsWith("chunked");
        Script head = Script.begin().readBody().sendHead(200, framing);
        Script part = chunked ? head.sendChunk(PART) : head.send(PART);
        upstream.enqueue(part.awaitGate("break " + framing).reset());
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", "/anthropic/v1/messages", BODY, auth());
            HttpHead answer = client.readFinalHead();
            AnswerBody body = client.body();
            assertThat(new String(body.read(PART.length()), UTF_8)).isEqualTo(PART);

            upstream.gate("break " + framing).open();

            ReceivedBody broken = body.finish();
            assertThat(broken.text()).isEqualTo(PART);
            assertThat(broken.ending()).isIn(Ending.TRUNCATED, Ending.RESET);
            assertThat(Records.of(answer, gateway).outcome()).isEqualTo(Outcome.UPSTREAM_ABORTED);
        }
        gateway.awaitNothingHeld();
    }
}
