/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.ConfiguredGateway;
import com.anthropic.backends.Backend;
import com.anthropic.bedrock.backends.BedrockBackend;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;

/** Anthropic's own SDK with its Bedrock back end, unmodified, through a gateway whose credential signs. */
class AnthropicOnBedrockTest {

    private static final String KEY = "vk-of-the-tests";
    private static final String PROVIDERS = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String CLAUDE = "anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;
    private ConfiguredGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = ConfiguredGateway.of(folder, """
                { 'providers': { 'bedrock': { 'upstream': '%s', 'region': 'eu-west-3',
                    'credentials': [ { 'aws': { 'accessKeyId': 'AKIDEXAMPLE', 'secretAccessKey': '%s' } } ] },
                    'nowhere': { 'like': 'bedrock', 'upstream': 'http://127.0.0.1:1', 'region': 'eu-west-3',
                        'credentials': [ { 'apiKey': 'x' } ] } },
                  'keys': [ { 'id': 'k', 'secret': '%s', 'models': ['anthropic.*'] },
                            { 'id': 'slow', 'secret': 'vk-slow', 'requestsPerMinute': 1 } ] }""".formatted(upstream.url(), PROVIDERS, KEY));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private AnthropicClient client(boolean signs, String key) {
        return client(signs, key, "bedrock");
    }

    private AnthropicClient client(boolean signs, String key, String path) {
        BedrockBackend.Builder backend = BedrockBackend.builder().region(Region.US_EAST_1);
        if (signs) {
            backend.awsCredentials(AwsBasicCredentials.create(key, "any"));
        } else {
            backend.apiKey(key);
        }
        return AnthropicOkHttpClient.builder()
                .backend(at(gateway.url() + "/" + path, backend.build()))
                .maxRetries(0)
                .build();
    }

    /** The back end has no setting for its base URL, so this is what a user has to write. */
    private static Backend at(String baseUrl, Backend backend) {
        return new Backend() {
            @Override
            public String baseUrl() {
                return baseUrl;
            }

            @Override
            public HttpRequest prepareRequest(HttpRequest request) {
                return backend.prepareRequest(request);
            }

            @Override
            public HttpRequest authorizeRequest(HttpRequest request) {
                return backend.authorizeRequest(request);
            }

            @Override
            public HttpResponse prepareResponse(HttpResponse response) {
                return backend.prepareResponse(response);
            }

            @Override
            public void close() {
                backend.close();
            }
        };
    }

    private static MessageCreateParams hello(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(10)
                .addUserMessage("Hello")
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asks(boolean signs) throws Exception {
        upstream.answerWith(Answers.json(BedrockAnswers.CLAUDE));

        Message answer = client(signs, KEY).messages().create(hello(CLAUDE));

        assertThat(answer.content().get(0).asText().text()).isEqualTo("Hello");
        assertThat(assertSigned().target()).endsWith("/invoke").contains("/model/anthropic.claude");
        assertThat(gateway.takeRecord().model()).contains(CLAUDE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streams(boolean signs) throws Exception {
        upstream.answerWith(BedrockAnswers.claudeStream());

        List<String> types;
        try (var events = client(signs, KEY).messages().createStreaming(hello(CLAUDE))) {
            types = events.stream()
                    .map(event -> event.isMessageStop() ? "stop" : event.isContentBlockDelta() ? "delta" : "other")
                    .toList();
        }

        assertThat(types).contains("delta").endsWith("stop");
        assertThat(assertSigned().target()).endsWith("/invoke-with-response-stream");
    }

    @ParameterizedTest
    @CsvSource({
        "vk-unknown,      CLAUDE,     401, invalid_key,       UnauthorizedException",
        "vk-of-the-tests, meta.llama, 403, model_not_allowed, PermissionDeniedException"
    })
    void raisesItsOwnException(String key, String model, int status, String code, String type) {
        for (boolean signs : new boolean[] {true, false}) {
            AnthropicServiceException raised = catchThrowableOfType(
                    AnthropicServiceException.class,
                    () -> client(signs, key).messages().create(hello(model.replace("CLAUDE", CLAUDE))));

            assertThat(raised.statusCode()).isEqualTo(status);
            assertThat(raised.getClass().getSimpleName()).isEqualTo(type);
            assertThat(raised.headers().values("x-dheera-error")).containsExactly(code);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere,      500, upstream_unreachable, InternalServerException",
        "bedrock/none, 404, unknown_route,        NotFoundException"
    })
    void raisesItsOwnExceptionForWhatCannotBeReached(String path, int status, String code, String type) {
        assertRaised(client(true, KEY, path), status, code, type);
    }

    @Test
    void raisesItsOwnExceptionForALimit() {
        upstream.answerWith(Answers.json(BedrockAnswers.CLAUDE));
        AnthropicClient client = client(false, "vk-slow");
        client.messages().create(hello(CLAUDE));

        assertRaised(client, 429, "rate_limited", "RateLimitException");
    }

    private static void assertRaised(AnthropicClient client, int status, String code, String type) {
        AnthropicServiceException raised = catchThrowableOfType(
                AnthropicServiceException.class, () -> client.messages().create(hello(CLAUDE)));

        assertThat(raised.statusCode()).isEqualTo(status);
        assertThat(raised.getClass().getSimpleName()).isEqualTo(type);
        assertThat(raised.headers().values("x-dheera-error")).containsExactly(code);
    }

    @ParameterizedTest
    @CsvSource({
        "403, PermissionDeniedException",
        "404, NotFoundException",
        "429, RateLimitException",
        "500, InternalServerException"
    })
    void theProvidersErrorsAreItsOwn(int status, String type) {
        upstream.answerWith(Answers.json(status, "{\"message\":\"what Bedrock says\"}", "x-amzn-ErrorType: Some"));

        AnthropicServiceException raised = catchThrowableOfType(
                AnthropicServiceException.class,
                () -> client(true, KEY).messages().create(hello(CLAUDE)));

        assertThat(raised.getClass().getSimpleName()).isEqualTo(type);
        assertThat(raised.body().toString()).contains("what Bedrock says");
    }

    private ReceivedRequest assertSigned() throws Exception {
        ReceivedRequest received = upstream.takeRequest(SOON);
        received.awaitBody(SOON);
        RecomputedSignature signature = new RecomputedSignature(received);
        assertThat(signature.accessKeyId()).isEqualTo("AKIDEXAMPLE");
        assertThat(signature.asSent()).isEqualTo(signature.asItShouldBe(PROVIDERS));
        assertThat(received.head().raw()).doesNotContain(KEY);
        return received;
    }
}
