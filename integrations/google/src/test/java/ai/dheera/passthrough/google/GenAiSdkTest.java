/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import static ai.dheera.passthrough.google.VertexGateway.KEY;
import static ai.dheera.passthrough.google.VertexGateway.LOCATION;
import static ai.dheera.passthrough.google.VertexGateway.PROJECT;
import static ai.dheera.passthrough.google.VertexGateway.RESTRICTED_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answers;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListCachedContentsConfig;
import com.google.genai.types.ListModelsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Google's SDK for Java as it is published, in its Vertex mode. */
class GenAiSdkTest {

    private static final String QUESTION = "Which town is the capital of Peru?";
    private static final String MODELS = "/publishers/google/models/gemini-2.5-flash";
    private static final String GATEWAYS = "/v1beta1/projects/" + PROJECT + "/locations/" + LOCATION;

    private static final String ANSWER = """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"Lima. \uD83D\uDE00"}]},"finishReason":"STOP"}],\
            "usageMetadata":{"promptTokenCount":13,"candidatesTokenCount":7,"totalTokenCount":52,"trafficType":\
            "ON_DEMAND","thoughtsTokenCount":32},"modelVersion":"gemini-2.5-flash","createTime":\
            "2026-11-22T18:18:30.977177Z","responseId":"9kEwapnSO7Ppj8MP-O2CoAw"}""";

    private static final String STREAM = """
            data: {"candidates": [{"content": {"role": "model","parts": [{"text": "Li"}]}}],"modelVersion": "gemini-2.5-flash"}

            data: {"candidates": [{"content": {"role": "model","parts": [{"text": "ma. \uD83D\uDE00"}]},"finishReason": "STOP"}],"usageMetadata": {"promptTokenCount": 5,"candidatesTokenCount": 1,"totalTokenCount": 6}}

            """.replace("\n", "\r\n");

    @TempDir
    Path folder;

    private VertexGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new VertexGateway(folder);
        gateway.upstream.answerWith(Answers.json(ANSWER));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    /** The ways in which users can set the client up. */
    private enum SetUp {
        /** With an API key: the SDK leaves project and location out. */
        API_KEY(GATEWAYS) {
            @Override
            Client.Builder client(HttpOptions.Builder http) {
                return Client.builder().apiKey(KEY).httpOptions(http.build());
            }
        },
        /** With project and location, and the key for a Google token. */
        TOKEN("/v1beta1/projects/theirs/locations/us-central1") {
            @Override
            Client.Builder client(HttpOptions.Builder http) {
                return Client.builder()
                        .project("theirs")
                        .location("us-central1")
                        .credentials(GoogleCredentials.create(
                                AccessToken.newBuilder().setTokenValue(KEY).build()))
                        .httpOptions(http.build());
            }
        },
        /** With project and location, credentials of their own, and the key in a header field of ours. */
        OWN_HEADER("/v1beta1/projects/theirs/locations/global") {
            @Override
            Client.Builder client(HttpOptions.Builder http) {
                return Client.builder()
                        .project("theirs")
                        .location("global")
                        .credentials(GoogleCredentials.create(AccessToken.newBuilder()
                                .setTokenValue("ya29.a-token-of-the-clients-own")
                                .build()))
                        .httpOptions(
                                http.headers(Map.of("X-Dheera-Api-Key", KEY)).build());
            }
        };

        private final String parent;

        SetUp(String parent) {
            this.parent = parent;
        }

        abstract Client.Builder client(HttpOptions.Builder http);

        Client of(VertexGateway gateway) {
            return client(HttpOptions.builder().baseUrl(gateway.url()).retryOptions(once()))
                    .vertexAI(true)
                    .build();
        }
    }

    private static HttpRetryOptions once() {
        return HttpRetryOptions.builder().attempts(1).build();
    }

    @ParameterizedTest
    @EnumSource
    void generates(SetUp setUp) throws Exception {
        GenerateContentResponse answer = setUp.of(gateway).models.generateContent("gemini-2.5-flash", QUESTION, null);

        assertThat(answer.text()).isEqualTo("Lima. \uD83D\uDE00");
        assertThat(gateway.assertSent("POST " + setUp.parent + MODELS + ":generateContent")
                        .bodyText())
                .contains(QUESTION);
        UsageRecord record = gateway.takeRecord();
        assertThat(record.model()).contains("gemini-2.5-flash");
        assertThat(record.credentialId()).contains("vertex-1");
    }

    @ParameterizedTest
    @EnumSource
    void streams(SetUp setUp) {
        gateway.streams(STREAM);

        List<String> texts = new ArrayList<>();
        try (var stream = setUp.of(gateway).models.generateContentStream("gemini-2.5-flash", QUESTION, null)) {
            stream.forEach(each -> texts.add(each.text()));
        }

        assertThat(texts).containsExactly("Li", "ma. \uD83D\uDE00");
        gateway.assertSent("POST " + setUp.parent + MODELS + ":streamGenerateContent?alt=sse");
    }

    @ParameterizedTest
    @EnumSource
    void countsTokens(SetUp setUp) {
        gateway.upstream.answerWith(Answers.json("{\"totalTokens\":7,\"totalBillableCharacters\":30}"));

        assertThat(setUp.of(gateway)
                        .models
                        .countTokens("gemini-2.5-flash", QUESTION, null)
                        .totalTokens())
                .contains(7);
        gateway.assertSent("POST " + setUp.parent + MODELS + ":countTokens");
    }

    @ParameterizedTest
    @EnumSource
    void listsModels(SetUp setUp) {
        gateway.upstream.answerWith(
                Answers.json(
                        "{\"publisherModels\":[{\"name\":\"publishers/google/models/gemini-2.5-flash\",\"versionId\":\"default\"}]}"));

        assertThat(setUp.of(gateway)
                        .models
                        .list(ListModelsConfig.builder().pageSize(5).build())
                        .page())
                .hasSize(1);
        gateway.assertSent("GET /v1beta1/publishers/google/models?pageSize=5");
    }

    @ParameterizedTest
    @EnumSource
    void listsCaches(SetUp setUp) {
        gateway.upstream.answerWith(
                Answers.json("{\"cachedContents\":[{\"name\":\"projects/1/locations/l/cachedContents/2\"}]}"));

        assertThat(setUp.of(gateway)
                        .caches
                        .list(ListCachedContentsConfig.builder().build())
                        .page())
                .hasSize(1);
        gateway.assertSent("GET " + setUp.parent + "/cachedContents");
    }

    @Test
    void raisesTheGatewaysRefusalsAsItsOwnExceptions() {
        assertRaised(401, "UNAUTHENTICATED", () -> ask("vk-of-nobody", "gemini-2.5-flash"));
        assertRaised(403, "PERMISSION_DENIED", () -> ask(RESTRICTED_KEY, "gemini-3-pro"));
        gateway.endpoint.refuses();
        assertRaised(500, "INTERNAL", () -> ask(KEY, "gemini-2.5-flash"));
    }

    @Test
    void answersToAKeyForTheRightModels() {
        ask(RESTRICTED_KEY, "gemini-2.5-flash");

        gateway.assertSent("POST " + GATEWAYS + MODELS + ":generateContent");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT",
        "401, UNAUTHENTICATED",
        "403, PERMISSION_DENIED",
        "404, NOT_FOUND",
        "429, RESOURCE_EXHAUSTED",
        "500, INTERNAL",
        "503, UNAVAILABLE"
    })
    void raisesWhatVertexRefuses(int status, String name) {
        gateway.upstream.answerWith(Answers.json(
                status,
                "{\"error\":{\"code\":" + status + ",\"message\":\"Google's own words.\",\"status\":\"" + name
                        + "\"}}"));

        assertThat(assertRaised(status, name, () -> ask(KEY, "gemini-2.5-flash")))
                .hasMessageContaining("Google's own words.");
    }

    private void ask(String key, String model) {
        HttpOptions http = HttpOptions.builder()
                .baseUrl(gateway.url())
                .retryOptions(once())
                .build();
        Client client =
                Client.builder().vertexAI(true).apiKey(key).httpOptions(http).build();
        assertThat(client.models.generateContent(model, QUESTION, null).text()).isNotEmpty();
    }

    private static ApiException assertRaised(int status, String name, Runnable call) {
        Throwable caught = catchThrowable(call::run);

        assertThat(caught).isExactlyInstanceOf(status < 500 ? ClientException.class : ServerException.class);
        ApiException raised = (ApiException) caught;
        assertThat(raised.code()).isEqualTo(status);
        assertThat(raised.status()).isEqualTo(name);
        return raised;
    }
}
