/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.examples.springboot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Exchanges;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application, used through the official SDKs with a token of its own table. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TeamApplicationTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String MESSAGE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5","container":null,\
            "content":[{"type":"text","text":"Hello!","citations":null}],"stop_reason":"end_turn","stop_sequence":null,\
            "usage":{"input_tokens":10,"output_tokens":3}}""";

    private static final String MODELS = """
            {"object":"list","data":[{"id":"gpt-5-mini","object":"model","created":1,"owned_by":"openai"}]}""";

    @TempDir
    private static Path folder;

    private static ScriptedUpstream upstream;
    private static TeamProcess application;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        application = TeamProcess.start(
                        folder,
                        "--spring.datasource.url=" + database(),
                        "--dheera.passthrough.providers.anthropic.api-key=sk-ant-of-the-provider",
                        "--dheera.passthrough.providers.anthropic.upstream=" + upstream.url(),
                        "--dheera.passthrough.providers.openai.api-key=sk-of-the-provider",
                        "--dheera.passthrough.providers.openai.upstream=" + upstream.url())
                .ready();
    }

    /** A file that the test may look into meanwhile. */
    private static String database() {
        return "jdbc:h2:" + folder.resolve("team") + ";AUTO_SERVER=TRUE";
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
        upstream.close();
    }

    private static String url(String provider) {
        return "http://127.0.0.1:" + application.port() + "/llm/" + provider;
    }

    private static AnthropicClient anthropic(String token) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(url("anthropic"))
                .apiKey(token)
                .maxRetries(0)
                .build();
    }

    private static OpenAIClient openAi(String token) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(url("openai/v1"))
                .apiKey(token)
                .maxRetries(0)
                .build();
    }

    private static MessageCreateParams hello() {
        return MessageCreateParams.builder()
                .model("claude-haiku-4-5")
                .maxTokens(100)
                .addUserMessage("Hello")
                .build();
    }

    @Test
    void aTokenOfTheTableIsAnAnthropicKey() throws Exception {
        upstream.enqueue(Answers.json(MESSAGE));
        Message answer = anthropic(application.token()).messages().create(hello());
        assertThat(answer.content().get(0).asText().text()).isEqualTo("Hello!");
        ReceivedRequest request = upstream.takeRequest(SOON);
        assertThat(request.header("x-api-key")).contains("sk-ant-of-the-provider");
        assertThat(request.head().raw()).doesNotContain(application.token());
    }

    @Test
    void aStreamArrivesAsItComesAndIsPricedForItsMember() throws Exception {
        List<byte[]> pieces = Exchanges.named("anthropic", "messages-stream").pieces("\n");
        var script = Answers.eventStreamHead();
        for (byte[] piece : pieces) {
            script = script.sendChunk(piece);
        }
        upstream.enqueue(script.sendLastChunk());
        try (StreamResponse<RawMessageStreamEvent> stream =
                anthropic(application.token()).messages().createStreaming(hello())) {
            assertThat(stream.stream().filter(RawMessageStreamEvent::isMessageStop))
                    .hasSize(1);
        }
        upstream.takeRequest(SOON);
        await().atMost(SOON).until(() -> spentBy("alice") > 0);
    }

    private static double spentBy(String member) throws Exception {
        try (Connection connection = DriverManager.getConnection(database(), "sa", "");
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select coalesce(sum(cost_usd), 0) from dheera_usage where owner = '" + member
                                + "' and streamed")) {
            row.next();
            return row.getDouble(1);
        }
    }

    @Test
    void aProviderIsAddedByOneProperty() throws Exception {
        upstream.enqueue(Answers.json(MODELS));
        assertThat(openAi(application.token()).models().list().items()).hasSize(1);
        assertThat(upstream.takeRequest(SOON).header("Authorization")).contains("Bearer sk-of-the-provider");
    }

    @Test
    void aTokenThatIsNotInTheTableRaisesTheSdksOwnException() {
        assertThatThrownBy(() -> anthropic("sk-team-nobodys").messages().create(hello()))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class);
        assertThatThrownBy(() -> openAi("sk-team-nobodys").models().list())
                .isInstanceOf(com.openai.errors.UnauthorizedException.class);
    }

    @Test
    void aRevokedTokenNoLongerWorks() throws Exception {
        String revoked = "sk-team-revoked";
        String sha256 = PresentedKey.sha256(revoked);
        try (Connection connection = DriverManager.getConnection(database(), "sa", "")) {
            connection
                    .createStatement()
                    .execute("insert into api_token (sha256, member, team, revoked, usd_per_month)" + " values ('"
                            + sha256 + "', 'bob', 'research', true, 1)");
        }
        assertThatThrownBy(() -> anthropic(revoked).messages().create(hello()))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class)
                .hasMessageContaining("disabled");
    }

    @Test
    void theApplicationGoesOnBesideIt() throws Exception {
        try (RawClient client = RawClient.connect(application.port())) {
            assertThat(client.get("/hello").body().text()).isEqualTo("hello");
            String health = client.get("/actuator/health").body().text();
            assertThat(health)
                    .contains("\"dheeraPassThrough\":{", "\"teamKeys\":\"answers\"", "\"usageStore\":\"answers\"");
        }
    }

    @Test
    void withoutTheProvidersKeyItDoesNotStartAndSaysWhatToDo() throws Exception {
        try (TeamProcess without = TeamProcess.start(folder)) {
            assertThat(without.exitStatus()).isNotZero();
            assertThat(without.output())
                    .contains("APPLICATION FAILED TO START", "dheera.passthrough.providers.anthropic has no api-key");
        }
    }

    @Test
    void anEndInTheMiddleOfAnExchangeLetsItFinish() throws Exception {
        try (TeamProcess ending = TeamProcess.start(
                                folder,
                                "--dheera.passthrough.providers.anthropic.api-key=sk-ant-of-the-provider",
                                "--dheera.passthrough.providers.anthropic.upstream=" + upstream.url())
                        .ready();
                RawClient client = RawClient.connect(ending.port()).timeout(SOON)) {
            upstream.enqueue(Answers.eventStreamHead()
                    .sendChunk("data: 1\n\n")
                    .awaitGate("rest")
                    .sendChunk("data: 2\n\n")
                    .sendLastChunk());
            client.sendRequest(
                    "POST", "/llm/anthropic/v1/messages", "{}".getBytes(UTF_8), "x-api-key: " + ending.token());
            assertThat(client.readFinalHead().status()).isEqualTo(200);
            Thread opener = new Thread(() -> {
                await().atMost(SOON).until(() -> ending.output().contains("Commencing graceful shutdown"));
                upstream.gate("rest").open();
            });
            opener.start();
            assertThat(ending.terminate()).isEqualTo(143);
            assertThat(client.readBody().text()).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
        upstream.takeRequest(SOON);
    }
}
