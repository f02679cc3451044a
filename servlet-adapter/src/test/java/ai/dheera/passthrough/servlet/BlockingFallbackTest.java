/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SOON;
import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.AnswerBody;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.BodyKind;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.Faults;
import ai.dheera.passthrough.fixtures.GeneratedBody;
import ai.dheera.passthrough.fixtures.HttpHead;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Where a filter ahead does not support asynchronous requests, exchanges still work, on the container's threads. */
@Tag("container")
class BlockingFallbackTest {

    private static final String ROUTE = "/anthropic/v1/messages";
    private static final byte[] BODY = "{\"model\":\"claude-x\"}".getBytes(UTF_8);
    private static final int SEVERAL_MEGABYTES = 4 * 1024 * 1024;

    private static LogCapture log;
    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        log = LogCapture.of(PassThroughFilter.class);
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(
                upstream.url(),
                Timeouts.DEFAULT,
                app -> app.behind(MappedFilter.at("/*", new OldFashioned()).withoutAsync()));
    }

    /** A filter from before asynchronous requests. */
    private static final class OldFashioned implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }
    }

    @AfterEach
    void nothingIsHeld() {
        gateway.awaitNothingHeld();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
        log.close();
    }

    @Test
    void anExchangePasses() throws Exception {
        upstream.answerWith(Answers.json("{\"ok\":1}"));

        Answer answer = ask();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().text()).isEqualTo("{\"ok\":1}");
        assertThat(received().body()).isEqualTo(BODY);
        assertOutcome(answer.head(), Outcome.COMPLETED);
    }

    @Test
    void aRefusalPasses() throws Exception {
        try (RawClient client = gateway.client()) {
            Answer answer = client.post(ROUTE, BODY, "x-api-key: wrong");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body().text()).contains("authentication_error");
        }
    }

    @Test
    void thePiecesOfAStreamArriveOneByOne() throws Exception {
        Script stream = Answers.eventStreamHead();
        for (int i = 0; i < 5; i++) {
            stream = stream.sendChunk("data: " + i + "\n\n").awaitGate("piece" + i);
        }
        upstream.answerWith(stream.sendLastChunk());
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", ROUTE, BODY, auth());
            HttpHead head = client.readFinalHead();
            AnswerBody body = client.body();
            for (int i = 0; i < 5; i++) {
                assertThat(new String(body.read(9), UTF_8)).isEqualTo("data: " + i + "\n\n");
                upstream.gate("piece" + i).open();
            }
            assertThat(body.finish().ending()).isEqualTo(Ending.COMPLETE);
            assertOutcome(head, Outcome.COMPLETED);
        }
    }

    @Test
    void anUploadOfSeveralMegabytesPasses() throws Exception {
        GeneratedBody upload = GeneratedBody.of(BodyKind.BINARY, SEVERAL_MEGABYTES, 1);
        upstream.answerWith(Answers.json("{}"));
        try (RawClient client = gateway.client();
                InputStream bytes = upload.stream()) {
            client.sendHead("POST", ROUTE, auth(), "Content-Length: " + upload.length());
            client.send(bytes);
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertThat(received().bodyLength()).isEqualTo(upload.length());
        assertThat(received().bodySha256()).isEqualTo(upload.sha256());
    }

    @Test
    void aDownloadOfSeveralMegabytesPasses() throws Exception {
        GeneratedBody download = GeneratedBody.of(BodyKind.BINARY, SEVERAL_MEGABYTES, 2);
        upstream.answerWith(Answers.chunked(download::stream, () -> 10_000));

        Answer answer = ask();

        assertThat(answer.body().ending()).isEqualTo(Ending.COMPLETE);
        assertThat(answer.body().sha256()).isEqualTo(download.sha256());
    }

    @Test
    void anAnswerThatBreaksOffIsSeenAsBroken() throws Exception {
        upstream.answerWith(Faults.resetsInBody("data: 1\n\n"));

        Answer answer = ask();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        assertOutcome(answer.head(), Outcome.UPSTREAM_ABORTED);
    }

    @Test
    void anAnswerThatBrokeOffDuringTheUploadIsSeenAsBroken() throws Exception {
        byte[] half = new byte[100_000];
        upstream.answerWith(Script.begin()
                .readBody(half.length)
                .sendHead(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
                .sendChunk("data: 1\n\n")
                .close());
        try (RawClient client = gateway.client()) {
            client.sendHead("POST", ROUTE, auth(), "Content-Length: 200000").send(half);
            await().atMost(SOON).until(() -> gateway.gateway.running() == 0);

            Answer answer = client.send(half).readAnswer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
            assertOutcome(answer.head(), Outcome.UPSTREAM_ABORTED);
        }
    }

    @Test
    void aClientThatHangsUpEndsTheExchange() throws Exception {
        upstream.answerWith(Answers.endlessEvents(Duration.ofMillis(5)));
        HttpHead head;
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", ROUTE, BODY, auth());
            head = client.readFinalHead();
            client.reset();
        }
        received().awaitClientGone(SOON);
        assertOutcome(head, Outcome.CLIENT_ABORTED);
    }

    @Test
    void aClientThatHangsUpDuringItsUploadEndsTheExchange() throws Exception {
        long before = upstream.requestCount();
        gateway.awaitNothingHeld();
        gateway.records.clear();
        try (RawClient client = gateway.client()) {
            client.sendHead("POST", ROUTE, auth(), "Content-Length: " + SEVERAL_MEGABYTES);
            client.send(new byte[200_000]);
        }
        assertThat(gateway.takeRecord().outcome()).isEqualTo(Outcome.CLIENT_ABORTED);
        if (upstream.requestCount() > before) {
            received().awaitClientGone(SOON);
        }
    }

    @Test
    void oneWarningNamesTheCause() throws Exception {
        upstream.answerWith(Answers.json("{}"));
        ask();
        ask();

        List<LogCapture.Event> warnings = log.events(Level.WARN, "");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).message())
                .contains("a filter ahead of this one", "does not support asynchronous requests", "async-supported");
    }

    private static Answer ask() throws Exception {
        try (RawClient client = gateway.client()) {
            return client.post(ROUTE, BODY, auth());
        }
    }

    private static ReceivedRequest received() {
        List<ReceivedRequest> all = upstream.requests();
        return all.get(all.size() - 1);
    }

    private static void assertOutcome(HttpHead answer, Outcome outcome) {
        assertThat(Records.of(answer, gateway).outcome()).isEqualTo(outcome);
    }
}
