/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.AnswerBody;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.Ending;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedBody;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Exchanges in an application with Spring Security and every filter that Boot has for bodies. */
@Timeout(60)
class ExchangesTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String AUTH = "x-api-key: " + HostApplication.KEY;
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String LOGIN =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("user:password".getBytes(UTF_8));

    @TempDir
    private static Path folder;

    private static ScriptedUpstream upstream;
    private static HostApplication application;
    private RawClient client;

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        KeyStore keys() {
            VirtualKey key = VirtualKey.withId("k-1").owner("alice").build();
            VirtualKey slow = VirtualKey.withId("slow")
                    .limits(new Limits(1, 0, 0, List.of()))
                    .build();
            return KeyStore.inMemory(
                    Map.of(PresentedKey.sha256(HostApplication.KEY), key, PresentedKey.sha256("sk-dheera-slow"), slow));
        }

        /** As applications have it whose error pages are to be seen. */
        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(
                            requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.INCLUDE)
                                    .permitAll()
                                    .requestMatchers("/error")
                                    .permitAll()
                                    .anyRequest()
                                    .authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        CountingLimits limits() {
            return new CountingLimits();
        }

        @Bean
        RecordingSink sink() {
            return new RecordingSink();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        Path file = Files.writeString(
                folder.resolve("llm.json"), """
                {
                  "providers": {
                    "own": { "upstream": "%s", "credentials": [ { "header": "X-Secret", "apiKey": "own-secret" } ] }
                  },
                  "keys": [ { "id": "of-the-file", "secret": "sk-dheera-of-the-file" } ],
                  "usage": { "jsonl": "%s" }
                }
                """.formatted(upstream.url(), folder.resolve("usage.jsonl")));
        application = HostApplication.start(
                Beans.class,
                "dheera.passthrough.config=" + file,
                "dheera.passthrough.providers.anthropic.api-key=sk-ant-credential",
                "dheera.passthrough.providers.anthropic.upstream=" + upstream.url(),
                "spring.mvc.hiddenmethod.filter.enabled=true",
                "spring.mvc.formcontent.filter.enabled=true",
                "server.servlet.encoding.force=true",
                "spring.servlet.encoding.force=true");
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
        upstream.close();
    }

    @BeforeEach
    void connect() throws Exception {
        client = RawClient.connect(application.port()).timeout(SOON);
    }

    private static void takeRecords(String... keyIds) throws InterruptedException {
        RecordingSink sink = application.bean(RecordingSink.class);
        for (String keyId : keyIds) {
            assertThat(sink.next().keyId()).contains(keyId);
        }
    }

    @Test
    void theContainerIsTheOneThatIsMeant() {
        String container = System.getProperty("container");
        assertThat(application.bean(ServletContext.class).getServerInfo()).containsIgnoringCase(container);
    }

    @Test
    void anAnswerIsTheProvidersByteForByte() throws Exception {
        String answer = "{ \"id\":\"msg_1\",  \"model\":\"claude-x\", \"text\":\"\u00e4\" }";
        upstream.enqueue(Answers.json(answer));
        byte[] body = "{ \"model\" : \"claude-x\" }".getBytes(UTF_8);

        Answer received = client.post("/llm/anthropic/v1/messages", body, AUTH, "Content-Type: application/json");

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.body().text()).isEqualTo(answer);
        assertThat(received.head().first("Content-Type")).contains("application/json");
        ReceivedRequest request = upstream.takeRequest(SOON);
        request.awaitBody(SOON);
        assertThat(request.body()).isEqualTo(body);
        assertThat(request.header("x-api-key")).contains("sk-ant-credential");
        assertThat(request.head().raw()).doesNotContain(HostApplication.KEY);
        takeRecords("k-1");
    }

    @Test
    void aStreamArrivesPieceByPiece() throws Exception {
        upstream.enqueue(Answers.eventStreamHead()
                .sendChunk("data: 1\n\n")
                .awaitGate("rest")
                .sendChunk("data: 2\n\n")
                .sendLastChunk());
        client.sendRequest("POST", "/llm/anthropic/v1/messages", "{}".getBytes(UTF_8), AUTH);
        assertThat(client.readFinalHead().first("Content-Type")).contains("text/event-stream");
        AnswerBody stream = client.body();
        assertThat(new String(stream.read(9), UTF_8)).isEqualTo("data: 1\n\n");
        upstream.gate("rest").open();
        assertThat(stream.finish().text()).isEqualTo("data: 1\n\ndata: 2\n\n");
        upstream.takeRequest(SOON);
        takeRecords("k-1");
    }

    @Test
    void aStreamThatBreaksOffHasNothingOfAnErrorPageInIt() throws Exception {
        upstream.enqueue(Answers.eventStreamHead()
                .sendChunk("data: 1\n\n")
                .awaitGate("break")
                .reset());
        client.sendRequest("POST", "/llm/anthropic/v1/messages", "{}".getBytes(UTF_8), AUTH);
        assertThat(client.readFinalHead().status()).isEqualTo(200);
        AnswerBody stream = client.body();
        assertThat(new String(stream.read(9), UTF_8)).isEqualTo("data: 1\n\n");
        upstream.gate("break").open();
        ReceivedBody body = stream.finish();
        assertThat(body.ending()).isIn(Ending.TRUNCATED, Ending.RESET);
        assertThat(body.text()).isEqualTo("data: 1\n\n");
        upstream.takeRequest(SOON);
        takeRecords("k-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void aFormArrivesByteForByteAndByItsOwnMethod(String method) throws Exception {
        byte[] body = "_method=delete&a=%C3%A4+b&&c=%zz&key=value".getBytes(UTF_8);
        client.sendRequest(method, "/llm/own/form?_method=put", body, AUTH, FORM);
        assertThat(client.readAnswer().status()).isEqualTo(200);
        ReceivedRequest request = upstream.takeRequest(SOON);
        request.awaitBody(SOON);
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.target()).isEqualTo("/form?_method=put");
        assertThat(request.body()).isEqualTo(body);
        assertThat(request.header("X-Secret")).contains("own-secret");
        takeRecords("k-1");
    }

    @Test
    void anUploadInPartsArrivesByteForByte() throws Exception {
        byte[] body = new byte[1_000_000];
        new Random(7).nextBytes(body);
        client.sendHead(
                "POST",
                "/llm/own/files",
                AUTH,
                "Content-Type: multipart/form-data; boundary=b",
                "Transfer-Encoding: chunked");
        for (int from = 0; from < body.length; from += 50_000) {
            client.sendChunk(Arrays.copyOfRange(body, from, from + 50_000));
        }
        client.sendLastChunk();
        assertThat(client.readAnswer().status()).isEqualTo(200);
        ReceivedRequest request = upstream.takeRequest(SOON);
        assertThat(request.awaitBody(SOON)).isEqualTo(Ending.COMPLETE);
        assertThat(request.bodyLength()).isEqualTo(body.length);
        assertThat(request.bodySha256()).isEqualTo(sha256(body));
        takeRecords("k-1");
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aKeyOfTheFileCountsWhereTheBeanDoesNotKnowIt() throws Exception {
        assertThat(client.get("/llm/own/x", "x-api-key: sk-dheera-of-the-file").status())
                .isEqualTo(200);
        upstream.takeRequest(SOON);
        takeRecords("of-the-file");
    }

    @Test
    void limitsAreHeldInTheStoreOfTheApplication() throws Exception {
        CountingLimits limits = application.bean(CountingLimits.class);
        int before = limits.admitted.get();
        assertThat(client.get("/llm/own/x", "x-api-key: sk-dheera-slow").status())
                .isEqualTo(200);
        upstream.takeRequest(SOON);
        Answer second = client.get("/llm/own/x", "x-api-key: sk-dheera-slow");
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.head().first("x-dheera-error")).contains("rate_limited");
        assertThat(limits.admitted.get() - before).isEqualTo(2);
        takeRecords("slow", "slow");
    }

    @Test
    void recordsGoToTheFilesSinksToo() throws Exception {
        String id = client.get("/llm/own/x", AUTH)
                .head()
                .first("x-dheera-request-id")
                .orElseThrow();
        upstream.takeRequest(SOON);
        takeRecords("k-1");
        await().untilAsserted(() ->
                assertThat(folder.resolve("usage.jsonl")).content().contains(id));
    }

    @Test
    void theGatewayAsksForItsOwnKeysAheadOfSpringSecurity() throws Exception {
        Answer answer = client.get("/llm/anthropic/v1/models", LOGIN);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.head().first("x-dheera-error")).contains("invalid_key");
        assertThat(answer.body().text()).contains("\"type\":\"authentication_error\"");
        assertThat(application.bean(RecordingSink.class).next().error()).isPresent();
    }

    @Test
    void aNameThatIsNoProviderIsUnknown() throws Exception {
        Answer answer = client.get("/llm/nobody/v1/models", AUTH);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.head().first("x-dheera-error")).contains("unknown_provider");
        assertThat(application.bean(RecordingSink.class).next().error()).isPresent();
    }

    @Test
    void theApplicationGoesOnBesideItAsBefore() throws Exception {
        assertThat(client.get("/hello", AUTH).status()).isEqualTo(401);
        try (RawClient another = RawClient.connect(application.port()).timeout(SOON)) {
            assertThat(another.get("/hello", LOGIN).body().text()).isEqualTo("hello");
        }
    }
}
