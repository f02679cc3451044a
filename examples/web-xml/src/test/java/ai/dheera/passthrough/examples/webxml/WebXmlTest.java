/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.examples.webxml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.AnswerBody;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.UnauthorizedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged WAR, with nothing but a configuration file. */
@Timeout(120)
class WebXmlTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String KEY = "sk-dheera-of-alice";
    private static final String AUTH = "x-api-key: " + KEY;
    private static final byte[] BODY = "{ \"model\": \"claude-haiku-4-5\" }".getBytes(UTF_8);

    @TempDir
    private static Path base;

    private static ScriptedUpstream upstream;
    private static DeployedWar war;

    @BeforeAll
    static void deploy() throws Exception {
        upstream = ScriptedUpstream.start();
        Files.createDirectories(base.resolve("conf"));
        writeConfiguration(KEY);
        war = DeployedWar.in(base);
        assertThat(war.isAvailable()).isTrue();
    }

    private static void writeConfiguration(String key) throws Exception {
        Path next = Files.writeString(
                base.resolve("conf/llm.json.next"), """
                {
                  "providers": {
                    "anthropic": { "upstream": "%s", "credentials": [ { "apiKey": "sk-ant-of-the-provider" } ] }
                  },
                  "keys": [ { "id": "alice-1", "secret": "%s", "owner": "alice" } ],
                  "usage": { "jsonl": "%s" }
                }
                """.formatted(upstream.url(), key, base.resolve("usage.jsonl")));
        Files.move(
                next,
                base.resolve("conf/llm.json"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    @AfterAll
    static void stop() throws Exception {
        war.close();
        upstream.close();
        assertThat(base.resolve("usage.jsonl")).content().contains("\"owner\":\"alice\"");
    }

    private static ReceivedRequest lastRequest() {
        List<ReceivedRequest> all = upstream.requests();
        return all.get(all.size() - 1);
    }

    private static RawClient client() throws Exception {
        return RawClient.connect(war.port()).timeout(SOON);
    }

    @Test
    void itRunsInTheTomcatThatIsMeant() {
        assertThat(war.container()).startsWith(System.getProperty("container"));
    }

    @Test
    void nothingOfTheGatewayIsOnTheContainersClassPath() {
        assertThatThrownBy(() -> Class.forName("ai.dheera.passthrough.servlet.PassThroughFilter"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void aRequestIsForwardedByteForByteWithTheProvidersKey() throws Exception {
        upstream.enqueue(Answers.json("{ \"id\" : \"msg_1\" }"));
        try (RawClient client = client()) {
            Answer answer = client.post("/app/llm/anthropic/v1/messages", BODY, AUTH);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().text()).isEqualTo("{ \"id\" : \"msg_1\" }");
        }
        ReceivedRequest request = lastRequest();
        request.awaitBody(SOON);
        assertThat(request.body()).isEqualTo(BODY);
        assertThat(request.header("x-api-key")).contains("sk-ant-of-the-provider");
    }

    @Test
    void aStreamArrivesPieceByPiece() throws Exception {
        upstream.enqueue(Answers.eventStreamHead()
                .sendChunk("data: 1\n\n")
                .awaitGate("rest")
                .sendChunk("data: 2\n\n")
                .sendLastChunk());
        try (RawClient client = client()) {
            client.sendRequest("POST", "/app/llm/anthropic/v1/messages", BODY, AUTH);
            assertThat(client.readFinalHead().status()).isEqualTo(200);
            AnswerBody stream = client.body();
            assertThat(new String(stream.read(9), UTF_8)).isEqualTo("data: 1\n\n");
            upstream.gate("rest").open();
            assertThat(stream.finish().text()).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
    }

    @Test
    void anUnknownKeyRaisesTheSdksOwnException() {
        AnthropicClient stranger = AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + war.port() + "/app/llm/anthropic")
                .apiKey("sk-nobodys")
                .maxRetries(0)
                .build();
        assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void theApplicationsOwnPagesAreLeftAlone() throws Exception {
        try (RawClient client = client()) {
            assertThat(client.get("/app/index.html").body().text()).contains("hello");
        }
    }

    @Test
    void aChangedConfigurationIsInForceWithoutARestart() throws Exception {
        writeConfiguration("sk-dheera-anew");
        await().atMost(SOON).until(() -> status("sk-dheera-anew") == 200 && status(KEY) == 401);
        writeConfiguration(KEY);
        await().atMost(SOON).until(() -> status(KEY) == 200);
    }

    private static int status(String key) throws Exception {
        try (RawClient client = client()) {
            return client.get("/app/llm/anthropic/v1/models", "x-api-key: " + key)
                    .status();
        }
    }
}
