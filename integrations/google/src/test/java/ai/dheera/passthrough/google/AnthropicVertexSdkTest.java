/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import static ai.dheera.passthrough.google.VertexGateway.KEY;
import static ai.dheera.passthrough.google.VertexGateway.RESTRICTED_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.fixtures.Answers;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.vertex.backends.VertexBackend;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Anthropic's SDK for Java as it is published, with its Vertex back end. */
class AnthropicVertexSdkTest {

    private static final String MODEL = "claude-haiku-4-5@20251001";
    private static final String MODELS = "POST /v1/projects/theirs/locations/us-east5/publishers/anthropic/models/";

    private static final String MESSAGE = """
            {"model":"claude-haiku-4-5-20251001","id":"msg_vrtx_01Lima","type":"message","role":"assistant","content":[\
            {"type":"text","text":"Lima. \uD83D\uDE00"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{\
            "input_tokens":21,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":7}}""";

    private static final String STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"model":"claude-haiku-4-5-20251001","id":"msg_vrtx_02Lima","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":21,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Li"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ma. \uD83D\uDE00"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    @TempDir
    Path folder;

    private VertexGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new VertexGateway(folder);
        gateway.upstream.answerWith(Answers.json(MESSAGE));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    /** The ways in which users can put the key. */
    private enum Carrier {
        /** For a Google token that never ends. */
        TOKEN {
            @Override
            AnthropicClient client(String baseUrl, String key) {
                return AnthropicOkHttpClient.builder()
                        .backend(backend(baseUrl, key))
                        .maxRetries(0)
                        .build();
            }
        },
        /** In the field that wins over the token of the back end. */
        AUTHORIZATION {
            @Override
            AnthropicClient client(String baseUrl, String key) {
                return AnthropicOkHttpClient.builder()
                        .backend(backend(baseUrl, CLIENTS_OWN))
                        .putHeader("Authorization", "Bearer " + key)
                        .maxRetries(0)
                        .build();
            }
        },
        /** In a field of ours, beside Google credentials of the client's own. */
        OWN_HEADER {
            @Override
            AnthropicClient client(String baseUrl, String key) {
                return AnthropicOkHttpClient.builder()
                        .backend(backend(baseUrl, CLIENTS_OWN))
                        .putHeader("X-Dheera-Api-Key", key)
                        .maxRetries(0)
                        .build();
            }
        };

        private static final String CLIENTS_OWN = "ya29.a-token-of-the-clients-own";

        abstract AnthropicClient client(String baseUrl, String key);

        private static VertexBackend backend(String baseUrl, String token) {
            return VertexBackend.builder()
                    .googleCredentials(GoogleCredentials.create(
                            AccessToken.newBuilder().setTokenValue(token).build()))
                    .project("theirs")
                    .region("us-east5")
                    .baseUrl(baseUrl)
                    .build();
        }
    }

    private AnthropicClient client(String key) {
        return Carrier.TOKEN.client(gateway.url(), key);
    }

    @ParameterizedTest
    @EnumSource
    void sendsAMessage(Carrier carrier) throws Exception {
        var message = carrier.client(gateway.url(), KEY).messages().create(message(MODEL));

        assertThat(message.content().get(0).asText().text()).isEqualTo("Lima. \uD83D\uDE00");
        assertThat(gateway.assertSent(MODELS + MODEL + ":rawPredict").bodyText())
                .contains("\"anthropic_version\":")
                .doesNotContain("claude");
        UsageRecord record = gateway.takeRecord();
        assertThat(record.model()).contains(MODEL);
    }

    @Test
    void sendsAMessageAlsoWhereTheBaseUrlEndsWithTheVersionAsInOtherLanguages() {
        Carrier.TOKEN.client(gateway.url() + "/v1", KEY).messages().create(message(MODEL));

        gateway.assertSent(MODELS + MODEL + ":rawPredict");
    }

    @ParameterizedTest
    @EnumSource
    void streams(Carrier carrier) {
        gateway.streams(STREAM);

        try (var events = carrier.client(gateway.url(), KEY).messages().createStreaming(message(MODEL))) {
            String text = events.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(delta -> delta.delta().text().stream())
                    .map(delta -> delta.text())
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo("Lima. \uD83D\uDE00");
        }
        gateway.assertSent(MODELS + MODEL + ":streamRawPredict");
    }

    @Test
    void countsTokens() throws Exception {
        gateway.upstream.answerWith(Answers.json("{\"input_tokens\":14}"));

        assertThat(client(RESTRICTED_KEY)
                        .messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model(MODEL)
                                .addUserMessage("Which town is the capital of Peru?")
                                .build())
                        .inputTokens())
                .isEqualTo(14);
        gateway.assertSent(MODELS + "count-tokens:rawPredict");
        assertThat(gateway.takeRecord().model()).contains(MODEL);
    }

    @Test
    void raisesTheGatewaysRefusalsAsItsOwnExceptions() {
        assertRaised(UnauthorizedException.class, "invalid_key", client("vk-of-nobody"), MODEL);
        assertRaised(PermissionDeniedException.class, "model_not_allowed", client(RESTRICTED_KEY), "claude-opus-4-7");
        gateway.endpoint.refuses();
        assertRaised(InternalServerException.class, "no_credential", client(KEY), MODEL);
    }

    private static void assertRaised(
            Class<? extends AnthropicServiceException> type, String code, AnthropicClient client, String model) {
        Throwable caught = catchThrowable(() -> client.messages().create(message(model)));

        assertThat(caught).isExactlyInstanceOf(type);
        assertThat(((AnthropicServiceException) caught).headers().values("x-dheera-error"))
                .containsExactly(code);
    }

    @Test
    void raisesWhatVertexRefuses() {
        assertPassed(401, "UNAUTHENTICATED", UnauthorizedException.class);
        assertPassed(403, "PERMISSION_DENIED", PermissionDeniedException.class);
        assertPassed(404, "NOT_FOUND", NotFoundException.class);
        assertPassed(429, "RESOURCE_EXHAUSTED", RateLimitException.class);
        assertPassed(500, "INTERNAL", InternalServerException.class);
    }

    private void assertPassed(int status, String name, Class<? extends AnthropicServiceException> type) {
        gateway.upstream.answerWith(Answers.json(
                status,
                "{\"error\":{\"code\":" + status + ",\"message\":\"Google's own words.\",\"status\":\"" + name
                        + "\"}}"));

        Throwable caught = catchThrowable(() -> client(KEY).messages().create(message(MODEL)));

        assertThat(caught).isExactlyInstanceOf(type);
        assertThat(((AnthropicServiceException) caught).body().toString()).contains("Google's own words.");
    }

    private static MessageCreateParams message(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(1_000)
                .addUserMessage("Which town is the capital of Peru?")
                .build();
    }
}
