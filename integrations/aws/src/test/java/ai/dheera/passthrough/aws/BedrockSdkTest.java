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
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.auth.scheme.BearerAuthScheme;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeBaseClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** Bedrock's own SDK, unmodified, through a gateway whose credential signs. */
class BedrockSdkTest {

    private static final String KEY = "vk-of-the-tests";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private ScriptedUpstream upstream;
    private ConfiguredGateway gateway;

    /** How the client presents its virtual key. */
    enum Presented {
        /** As access-key id of its signature. */
        SIGNATURE,
        /** As Bedrock API key. */
        BEARER
    }

    @BeforeEach
    void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = ConfiguredGateway.of(
                folder, """
                { 'providers': {
                    'bedrock': { 'upstream': 'UPSTREAM/runtime', 'upstreams': { 'agent': 'UPSTREAM/agent' },
                        'region': 'eu-west-3',
                        'credentials': [ { 'aws': { 'accessKeyId': 'AKIDEXAMPLE', 'secretAccessKey': 'PROVIDERS' } } ] },
                    'nowhere': { 'like': 'bedrock', 'upstream': 'http://127.0.0.1:1', 'region': 'eu-west-3',
                        'credentials': [ { 'apiKey': 'x' } ] } },
                  'keys': [ { 'id': 'k', 'secret': 'CLIENTS', 'models': ['us.anthropic.*', 'arn:*'] },
                            { 'id': 'other', 'secret': 'vk-other', 'providers': ['openai'] },
                            { 'id': 'slow', 'secret': 'vk-slow', 'requestsPerMinute': 1 },
                            { 'id': 'signs', 'secret': 'vk-signs', 'signingSecret': 'its-secret' } ] }""".replace("UPSTREAM", upstream.url().toString())
                        .replace("PROVIDERS", SECRET)
                        .replace("CLIENTS", KEY));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private BedrockRuntimeClient client(Presented presented, String key) {
        return configured(BedrockRuntimeClient.builder(), presented, key, "any").build();
    }

    private BedrockRuntimeAsyncClient asyncClient(Presented presented) {
        return configured(BedrockRuntimeAsyncClient.builder(), presented, KEY, "any")
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .build();
    }

    private <B extends BedrockRuntimeBaseClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B configured(
            B builder, Presented presented, String key, String secret) {
        builder.region(Region.US_EAST_1)
                .endpointOverride(URI.create(gateway.url() + "/bedrock"))
                .overrideConfiguration(each ->
                        each.retryStrategy(RetryMode.STANDARD).retryStrategy(strategy -> strategy.maxAttempts(1)));
        if (presented == Presented.SIGNATURE) {
            builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)));
        } else {
            builder.tokenProvider(StaticTokenProvider.create(() -> key))
                    .authSchemeProvider(request -> List.of(AuthSchemeOption.builder()
                            .schemeId(BearerAuthScheme.SCHEME_ID)
                            .build()));
        }
        return builder;
    }

    private static ConverseRequest hello(String model) {
        return ConverseRequest.builder().modelId(model).messages(hello()).build();
    }

    private static Message hello() {
        return Message.builder()
                .role(ConversationRole.USER)
                .content(content -> content.text("Hello"))
                .build();
    }

    @ParameterizedTest
    @EnumSource(Presented.class)
    void converses(Presented presented) throws Exception {
        upstream.answerWith(Answers.json(BedrockAnswers.CONVERSE));

        var answer = client(presented, KEY).converse(hello(CLAUDE));

        assertThat(answer.output().message().content().get(0).text()).isEqualTo("Hello from Bedrock");
        assertThat(assertSigned().target()).isEqualTo("/runtime/model/" + CLAUDE.replace(":", "%3A") + "/converse");
        assertThat(gateway.takeRecord().model()).contains(CLAUDE);
    }

    @ParameterizedTest
    @EnumSource(Presented.class)
    void invokes(Presented presented) throws Exception {
        upstream.answerWith(Answers.json(BedrockAnswers.INVOKE));

        var answer = client(presented, KEY)
                .invokeModel(request -> request.modelId(CLAUDE).body(SdkBytes.fromUtf8String("{\"max_tokens\":5}")));

        assertThat(answer.body().asUtf8String()).isEqualTo(BedrockAnswers.INVOKE);
        assertThat(assertSigned().bodyText()).isEqualTo("{\"max_tokens\":5}");
    }

    @Test
    void takesTheArnOfAProfileAsModel() throws Exception {
        upstream.answerWith(Answers.json(BedrockAnswers.CONVERSE));
        String arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";

        client(Presented.SIGNATURE, KEY).converse(hello(arn));

        assertThat(assertSigned().target())
                .isEqualTo("/runtime/model/" + arn.replace(":", "%3A").replace("/", "%2F") + "/converse");
        assertThat(gateway.takeRecord().model()).contains(arn);
    }

    @ParameterizedTest
    @EnumSource(Presented.class)
    void streamsAConversation(Presented presented) throws Exception {
        upstream.answerWith(BedrockAnswers.converseStream());
        List<String> texts = new CopyOnWriteArrayList<>();
        try (BedrockRuntimeAsyncClient client = asyncClient(presented)) {
            client.converseStream(
                            request -> request.modelId(CLAUDE).messages(hello()),
                            ConverseStreamResponseHandler.builder()
                                    .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                                            .onContentBlockDelta(delta ->
                                                    texts.add(delta.delta().text()))
                                            .onMetadata(metadata ->
                                                    texts.add(metadata.usage().totalTokens() + " tokens"))
                                            .build())
                                    .build())
                    .join();
        }

        assertThat(texts).containsExactly("Hello ", "stream", "28 tokens");
        assertSigned();
    }

    @ParameterizedTest
    @EnumSource(Presented.class)
    void streamsAnInvocation(Presented presented) throws Exception {
        upstream.answerWith(BedrockAnswers.invokeStream());
        List<String> chunks = new CopyOnWriteArrayList<>();
        try (BedrockRuntimeAsyncClient client = asyncClient(presented)) {
            client.invokeModelWithResponseStream(
                            request -> request.modelId(CLAUDE).body(SdkBytes.fromUtf8String("{}")),
                            InvokeModelWithResponseStreamResponseHandler.builder()
                                    .subscriber(InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                                            .onChunk(chunk ->
                                                    chunks.add(chunk.bytes().asUtf8String()))
                                            .build())
                                    .build())
                    .join();
        }

        assertThat(chunks).containsExactly("{\"type\":\"message_start\"}", "{\"type\":\"message_stop\"}");
        assertSigned();
    }

    @ParameterizedTest
    @EnumSource(Presented.class)
    void callsAsynchronously(Presented presented) throws Exception {
        upstream.answerWith(Answers.json(BedrockAnswers.CONVERSE));
        try (BedrockRuntimeAsyncClient client = asyncClient(presented)) {
            assertThat(client.converse(hello(CLAUDE)).join().usage().totalTokens())
                    .isEqualTo(30);
        }
        assertSigned();
    }

    @ParameterizedTest
    @EnumSource(Presented.class)
    void lists(Presented presented) throws Exception {
        upstream.answerWith(Answers.json("{\"asyncInvokeSummaries\":[],\"nextToken\":\"next\"}"));

        var page = client(presented, "vk-slow")
                .listAsyncInvokes(request -> request.maxResults(5).nextToken("a/b+c="));

        assertThat(page.nextToken()).isEqualTo("next");
        assertThat(assertSigned().target()).contains("/runtime/async-invoke?").contains("nextToken=a%2Fb%2Bc%3D");
    }

    // the gateway's own errors

    @ParameterizedTest
    @CsvSource({
        "vk-unknown, CLAUDE,       401, invalid_key,          AccessDeniedException",
        "vk-other,   CLAUDE,       403, provider_not_allowed, AccessDeniedException",
        "KEY,        meta.llama,   403, model_not_allowed,    AccessDeniedException"
    })
    void raisesItsOwnExceptionForARefusal(String key, String model, int status, String code, String type) {
        for (Presented presented : Presented.values()) {
            BedrockRuntimeClient client = client(presented, key.replace("KEY", KEY));

            AwsServiceException raised = catchThrowableOfType(
                    AwsServiceException.class, () -> client.converse(hello(model.replace("CLAUDE", CLAUDE))));

            assertRaised(raised, status, code, type);
        }
        assertThat(upstream.requestCount()).isZero();
    }

    @Test
    void raisesItsOwnExceptionForALimit() {
        upstream.answerWith(Answers.json(BedrockAnswers.CONVERSE));
        BedrockRuntimeClient client = client(Presented.SIGNATURE, "vk-slow");
        client.converse(hello(CLAUDE));

        AwsServiceException raised =
                catchThrowableOfType(AwsServiceException.class, () -> client.converse(hello(CLAUDE)));

        assertRaised(raised, 429, "rate_limited", "ThrottlingException");
        assertThat(raised.isThrottlingException()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere, 500, upstream_unreachable, InternalServerException",
        "bedrock/none, 404, unknown_route, ResourceNotFoundException"
    })
    void raisesItsOwnExceptionForWhatCannotBeReached(String path, int status, String code, String type) {
        BedrockRuntimeClient client = configured(BedrockRuntimeClient.builder(), Presented.BEARER, "vk-slow", "any")
                .endpointOverride(URI.create(gateway.url() + "/" + path))
                .build();

        AwsServiceException raised =
                catchThrowableOfType(AwsServiceException.class, () -> client.converse(hello(CLAUDE)));

        assertRaised(raised, status, code, type);
    }

    @Test
    void raisesItsOwnExceptionAsynchronously() {
        try (BedrockRuntimeAsyncClient client = configured(
                        BedrockRuntimeAsyncClient.builder(), Presented.SIGNATURE, "vk-unknown", "any")
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .build()) {
            CompletionException failure = catchThrowableOfType(
                    CompletionException.class,
                    () -> client.converse(hello(CLAUDE)).join());

            assertThat(failure.getCause()).isInstanceOf(AccessDeniedException.class);
        }
    }

    private static void assertRaised(AwsServiceException raised, int status, String code, String type) {
        assertThat(raised).isInstanceOf(BedrockRuntimeException.class);
        assertThat(raised.getClass().getSimpleName()).isEqualTo(type);
        assertThat(raised.statusCode()).isEqualTo(status);
        assertThat(raised.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-dheera-error"))
                .contains(code);
        assertThat(raised.awsErrorDetails().errorMessage()).isNotBlank();
    }

    // the provider's errors

    @ParameterizedTest
    @CsvSource({
        "401, UnrecognizedClientException, BedrockRuntimeException",
        "403, AccessDeniedException,       AccessDeniedException",
        "404, ResourceNotFoundException,   ResourceNotFoundException",
        "429, ThrottlingException,         ThrottlingException",
        "500, InternalServerException,     InternalServerException",
        "400, ValidationException,         ValidationException",
        "424, ModelErrorException,         ModelErrorException"
    })
    void theProvidersErrorsAreItsOwn(int status, String error, String type) {
        upstream.answerWith(Answers.json(
                status, "{\"message\":\"what Bedrock says\"}", "x-amzn-ErrorType: " + error + ":http://internal/"));

        SdkServiceException raised = catchThrowableOfType(
                SdkServiceException.class,
                () -> client(Presented.SIGNATURE, KEY).converse(hello(CLAUDE)));

        assertThat(raised.getClass().getSimpleName()).isEqualTo(type);
        assertThat(raised.statusCode()).isEqualTo(status);
        assertThat(raised).hasMessageContaining("what Bedrock says");
    }

    // keys that demand a signature

    @Test
    void aSignatureIsVerifiedWhereTheStoreHasItsSecret() throws Exception {
        upstream.answerWith(Answers.json(BedrockAnswers.CONVERSE));
        BedrockRuntimeClient client = configured(
                        BedrockRuntimeClient.builder(), Presented.SIGNATURE, "vk-signs", "its-secret")
                .build();

        assertThat(client.converse(hello(CLAUDE)).stopReasonAsString()).isEqualTo("end_turn");
        assertThat(client.converse(hello("arn:aws:bedrock:us-east-1:1:inference-profile/a b"))
                        .stopReasonAsString())
                .isEqualTo("end_turn");
        assertSigned();
    }

    @ParameterizedTest
    @ValueSource(strings = {"another-secret", "its-secret "})
    void aSignatureWithAnotherSecretIsRefused(String secret) {
        BedrockRuntimeClient client = configured(
                        BedrockRuntimeClient.builder(), Presented.SIGNATURE, "vk-signs", secret + "x")
                .build();

        AwsServiceException raised =
                catchThrowableOfType(AwsServiceException.class, () -> client.converse(hello(CLAUDE)));

        assertRaised(raised, 401, "invalid_key", "AccessDeniedException");
    }

    @Test
    void aKeyThatDemandsASignatureIsNotGoodWithoutOne() {
        AwsServiceException raised = catchThrowableOfType(
                AwsServiceException.class,
                () -> client(Presented.BEARER, "vk-signs").converse(hello(CLAUDE)));

        assertRaised(raised, 401, "invalid_key", "AccessDeniedException");
    }

    private ReceivedRequest assertSigned() throws Exception {
        ReceivedRequest received = upstream.takeRequest(SOON);
        received.awaitBody(SOON);
        RecomputedSignature signature = new RecomputedSignature(received);
        assertThat(signature.accessKeyId()).isEqualTo("AKIDEXAMPLE");
        assertThat(signature.region()).isEqualTo("eu-west-3");
        assertThat(signature.service()).isEqualTo("bedrock");
        assertThat(signature.asSent()).isEqualTo(signature.asItShouldBe(SECRET));
        assertThat(received.header("Host")).contains(upstream.url().getAuthority());
        assertThat(received.head().raw()).doesNotContain(KEY);
        return received;
    }
}
