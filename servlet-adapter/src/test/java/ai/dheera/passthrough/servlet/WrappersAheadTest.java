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
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.BodyKind;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.GeneratedBody;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.Script;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.WebApplication.MappedFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Filters ahead may wrap request and response with their streams, as those that count or log bytes do. */
@Tag("container")
class WrappersAheadTest {

    private static final String ROUTE = "/anthropic/v1/messages";
    private static final byte[] BODY = "{\"model\":\"claude-x\"}".getBytes(UTF_8);

    private static final int ONE_PIECE = 16 * 1024;

    private static final AtomicLong read = new AtomicLong();
    private static final AtomicLong written = new AtomicLong();
    private static volatile Runnable beforeLooking = () -> {};

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(
                upstream.url(), Timeouts.DEFAULT, app -> app.behind(MappedFilter.at("/*", new Counts())));
    }

    @AfterEach
    void reset() {
        gateway.awaitNothingHeld();
        beforeLooking = () -> {};
        read.set(0);
        written.set(0);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @Test
    void anExchangePasses() throws Exception {
        upstream.answerWith(Answers.json("{\"ok\":1}"));

        Answer answer = ask();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().text()).isEqualTo("{\"ok\":1}");
        assertThat(received().body()).isEqualTo(BODY);
        assertCounted(BODY.length, answer.body().length());
    }

    @Test
    void largeBodiesPassBothWays() throws Exception {
        GeneratedBody upload = GeneratedBody.of(BodyKind.BINARY, 1_000_000, 1);
        GeneratedBody download = GeneratedBody.of(BodyKind.BINARY, 1_000_000, 2);
        upstream.answerWith(Answers.chunked(download::stream, () -> 10_000));
        try (RawClient client = gateway.client();
                InputStream bytes = upload.stream()) {
            client.sendHead("POST", ROUTE, auth(), "Content-Length: " + upload.length());
            Answer answer = client.send(bytes).readAnswer();
            assertThat(answer.body().sha256()).isEqualTo(download.sha256());
        }
        assertThat(received().bodySha256()).isEqualTo(upload.sha256());
        assertCounted(upload.length(), download.length());
    }

    private static void assertCounted(long up, long down) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(read).hasValue(up);
            assertThat(written).hasValue(down);
        });
    }

    @Test
    void aBrokenAnswerIsSeenAsBroken() throws Exception {
        upstream.answerWith(Answers.eventStreamHead()
                .sendChunk("data: 1\n\n")
                .awaitGate("break")
                .reset());
        try (RawClient client = gateway.client()) {
            client.sendRequest("POST", ROUTE, BODY, auth());
            assertThat(client.readFinalHead().status()).isEqualTo(200);
            upstream.gate("break").open();
            assertThat(client.readBody().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        }
    }

    @Test
    void anAnswerThatBreaksOffBeforeTheContainersThreadHasLeftIsSeenAsBroken() throws Exception {
        upstream.answerWith(Script.begin()
                .readBody(ONE_PIECE)
                .sendHead(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
                .sendChunk("data: 1\n\n")
                .close());
        beforeLooking = () -> {
            if (read.get() >= ONE_PIECE) {
                await().atMost(SOON).until(() -> gateway.gateway.running() == 0);
            }
        };
        byte[] large = new byte[100_000];
        try (RawClient client = gateway.client()) {
            Answer answer = client.post(ROUTE, large, auth());

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().ending()).isIn(Ending.TRUNCATED, Ending.RESET);
            assertThat(Records.of(answer.head(), gateway).outcome()).isEqualTo(Outcome.UPSTREAM_ABORTED);
        }
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

    /** Counts the bytes of all bodies. */
    private static final class Counts implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            ServletInputStream in = new CountedInput(request.getInputStream());
            ServletOutputStream out = new CountedOutput(response.getOutputStream());
            chain.doFilter(
                    new HttpServletRequestWrapper((HttpServletRequest) request) {
                        @Override
                        public ServletInputStream getInputStream() {
                            return in;
                        }
                    },
                    new HttpServletResponseWrapper((HttpServletResponse) response) {
                        @Override
                        public ServletOutputStream getOutputStream() {
                            return out;
                        }
                    });
        }
    }

    private static final class CountedInput extends ServletInputStream {

        private final ServletInputStream stream;

        CountedInput(ServletInputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            int next = stream.read();
            read.addAndGet(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = stream.read(target, offset, length);
            read.addAndGet(Math.max(0, count));
            return count;
        }

        @Override
        public int available() throws IOException {
            beforeLooking.run();
            return stream.available();
        }

        @Override
        public boolean isFinished() {
            return stream.isFinished();
        }

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            stream.setReadListener(listener);
        }
    }

    private static final class CountedOutput extends ServletOutputStream {

        private final ServletOutputStream stream;

        CountedOutput(ServletOutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int next) throws IOException {
            stream.write(next);
            written.incrementAndGet();
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            stream.write(source, offset, length);
            written.addAndGet(length);
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            stream.setWriteListener(listener);
        }
    }
}
