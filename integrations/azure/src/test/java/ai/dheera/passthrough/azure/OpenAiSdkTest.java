/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.azure;

import static ai.dheera.passthrough.azure.Entra.CLIENT;
import static ai.dheera.passthrough.azure.Entra.SECRET;
import static ai.dheera.passthrough.azure.Entra.TENANT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.TestTls;
import ai.dheera.passthrough.servlet.ConfiguredGateway;
import com.openai.azure.AzureOpenAIServiceVersion;
import com.openai.azure.AzureUrlPathMode;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's SDK for Java as it is published, set up for Azure as its users do, through a gateway with an Entra credential. */
class OpenAiSdkTest {

    private static final String KEY = "vk-of-the-tests-4711";
    private static final String RESTRICTED_KEY = "vk-of-the-tests-for-one-deployment";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String COMPLETION = """
            {"choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},"finish_reason":"stop",\
            "index":0,"logprobs":null,"message":{"content":"Lima. \uD83D\uDE00","refusal":null,"role":"assistant"}}],\
            "created":1795341600,"id":"chatcmpl-Lima1","model":"gpt-5-mini-2025-08-07","object":"chat.completion",\
            "prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}],"system_fingerprint":"fp_1",\
            "usage":{"completion_tokens":9,"prompt_tokens":14,"total_tokens":23}}""";

    private static final String STREAM = """
            data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0}]}

            data: {"choices":[{"delta":{"content":"Li","role":"assistant"},"index":0}],"created":1795341600,"id":"c","model":"gpt-5-mini","object":"chat.completion.chunk"}

            data: {"choices":[{"delta":{"content":"ma. \uD83D\uDE00"},"finish_reason":"stop","index":0}],"created":1795341600,"id":"c","model":"gpt-5-mini","object":"chat.completion.chunk"}

            data: [DONE]

            """;

    private static final String RESPONSE = """
            {"id":"resp_1","object":"response","created_at":1795341600,"status":"completed","model":"gpt-5-mini","output":[\
            {"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text",\
            "text":"Lima.","annotations":[]}]}],"parallel_tool_calls":true,"tools":[],"usage":{"input_tokens":14,\
            "input_tokens_details":{"cached_tokens":0},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":0},\
            "total_tokens":23}}""";

    private static TestTls tls;

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;
    private Entra entra;
    private ConfiguredGateway gateway;

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = TestTls.forLocalhost();
    }

    @AfterAll
    static void deleteCertificate() throws Exception {
        tls.close();
    }

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start().answerWith(Answers.json(COMPLETION));
        entra = new Entra(tls);
        entra.mints(3600);
        gateway = ConfiguredGateway.of(
                folder, """
                { 'providers': { 'azure': { 'upstream': '%s', 'timeouts': { 'connect': 'PT20S' },
                    'credentials': [ { 'azure': { 'tenantId': '%s', 'clientId': '%s', 'clientSecret': '%s', 'authority': '%s' } } ] } },
                  'keys': [ { 'id': 'k', 'secret': '%s' }, { 'id': 'r', 'secret': '%s', 'models': [ 'gpt-5-mini' ] } ] }""".formatted(upstream.url(), TENANT, CLIENT, SECRET, entra.authority(), KEY, RESTRICTED_KEY));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        entra.close();
        upstream.close();
    }

    /** As the documentation of Azure sets it up today. */
    private OpenAIClient unified(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/azure/openai/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    /** With deployments in the path, and a version of the API. */
    private OpenAIClient ofDeployments() {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/azure")
                .credential(AzureApiKeyCredential.create(KEY))
                .azureServiceVersion(AzureOpenAIServiceVersion.fromString("2024-10-21"))
                .azureUrlPathMode(AzureUrlPathMode.LEGACY)
                .maxRetries(0)
                .build();
    }

    @Test
    void chats() throws Exception {
        ChatCompletion answer = unified(KEY).chat().completions().create(chat("gpt-5-mini"));

        assertThat(answer.choices().get(0).message().content()).contains("Lima. \uD83D\uDE00");
        assertSent("/openai/v1/chat/completions");
        assertThat(gateway.takeRecord().model()).contains("gpt-5-mini");
    }

    @Test
    void chatsWithADeployment() throws Exception {
        ChatCompletion answer = ofDeployments().chat().completions().create(chat("my-deployment"));

        assertThat(answer.choices().get(0).message().content()).contains("Lima. \uD83D\uDE00");
        assertSent("/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21");
        UsageRecord record = gateway.takeRecord();
        assertThat(record.model()).contains("my-deployment");
    }

    @Test
    void streams() {
        upstream.answerWith(Answers.chunked(
                () -> new ByteArrayInputStream(STREAM.getBytes(UTF_8)), () -> 61, "Content-Type: text/event-stream"));

        try (var chunks = unified(KEY).chat().completions().createStreaming(chat("gpt-5-mini"))) {
            String text = chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo("Lima. \uD83D\uDE00");
        }
        assertSent("/openai/v1/chat/completions");
    }

    @Test
    void responds() {
        upstream.answerWith(Answers.json(RESPONSE));

        assertThat(unified(KEY)
                        .responses()
                        .create(ResponseCreateParams.builder()
                                .model("gpt-5-mini")
                                .input("Which town is the capital of Peru?")
                                .build())
                        .output())
                .hasSize(1);
        assertSent("/openai/v1/responses");
    }

    @Test
    void listsModels() {
        upstream.answerWith(
                Answers.json(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-5-mini\",\"object\":\"model\",\"created\":1,\"owned_by\":\"o\"}]}"));

        assertThat(unified(KEY).models().list().data()).hasSize(1);
        assertSent("/openai/v1/models");
    }

    @Test
    void raisesTheGatewaysRefusalsAsItsOwnExceptions() {
        assertRaised(UnauthorizedException.class, "invalid_key", unified("vk-of-nobody"), "gpt-5-mini");
        assertRaised(PermissionDeniedException.class, "model_not_allowed", unified(RESTRICTED_KEY), "gpt-5");
        entra.server.answerWith(Answers.json(401, "{\"error\":\"invalid_client\"}"));
        assertRaised(InternalServerException.class, "no_credential", unified(KEY), "gpt-5-mini");
    }

    private static void assertRaised(
            Class<? extends OpenAIServiceException> type, String code, OpenAIClient client, String model) {
        Throwable caught = catchThrowable(() -> client.chat().completions().create(chat(model)));

        assertThat(caught).isExactlyInstanceOf(type);
        OpenAIServiceException raised = (OpenAIServiceException) caught;
        assertThat(raised.headers().values("x-dheera-error")).containsExactly(code);
        assertThat(raised.code()).contains(code);
    }

    @Test
    void raisesWhatAzureRefuses() {
        assertPassed(401, "PermissionDenied", UnauthorizedException.class);
        assertPassed(404, "DeploymentNotFound", NotFoundException.class);
        assertPassed(429, "429", RateLimitException.class);
        assertPassed(500, "InternalServerError", InternalServerException.class);
    }

    private void assertPassed(int status, String code, Class<? extends OpenAIServiceException> type) {
        upstream.answerWith(
                Answers.json(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"Azure's own words.\"}}"));

        Throwable caught =
                catchThrowable(() -> unified(KEY).chat().completions().create(chat("gpt-5-mini")));

        assertThat(caught).isExactlyInstanceOf(type).hasMessageContaining("Azure's own words.");
        assertThat(((OpenAIServiceException) caught).code()).contains(code);
    }

    private static ChatCompletionCreateParams chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Which town is the capital of Peru?")
                .build();
    }

    private void assertSent(String target) {
        ReceivedRequest received = upstream.takeRequest(SOON);
        assertThat(received.target()).isEqualTo(target);
        assertThat(received.head().all("Authorization")).containsExactly("Bearer " + Entra.token(1));
        assertThat(received.head().raw()).doesNotContain(KEY).doesNotContain("api-key:");
    }
}
