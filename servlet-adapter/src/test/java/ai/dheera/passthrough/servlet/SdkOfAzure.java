/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import com.openai.azure.AzureUrlPathMode;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.credential.BearerTokenCredential;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import com.openai.models.responses.ResponseCreateParams;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * OpenAI's SDK for Azure. It knows Azure by the host, which a gateway's is not, unless it is told how paths look there:
 * {@code LEGACY} puts the deployment into the path, {@code UNIFIED} is {@code /openai/v1}. Told nothing, it takes
 * {@code /openai/v1} for OpenAI's own API.
 */
enum SdkOfAzure implements OfficialSdk<OpenAIClient> {
    LEGACY("", AzureUrlPathMode.LEGACY, false),
    LEGACY_BEARER("", AzureUrlPathMode.LEGACY, true),
    UNIFIED("/openai/v1", AzureUrlPathMode.UNIFIED, false),
    UNIFIED_BEARER("/openai/v1", AzureUrlPathMode.UNIFIED, true),
    V1("/openai/v1", AzureUrlPathMode.AUTO, true);

    private static final String CHAT_STREAM = """
            data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,\
            "content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}

            """ + ProviderBodies.OPENAI_CHAT_STREAM;

    private static final Map<Integer, String> ERRORS = Map.of(
            401,
            """
            {"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. \
            Make sure to provide a valid key for an active subscription."}}""",
            403,
            "{\"error\":{\"code\":\"PermissionDenied\",\"message\":\"The principal lacks the data action.\"}}",
            404,
            "{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"The API deployment does not exist.\"}}",
            429,
            "{\"error\":{\"code\":\"429\",\"message\":\"Rate limit is exceeded. Try again in 2 seconds.\"}}",
            500,
            "{\"error\":{\"code\":\"InternalServerError\",\"message\":\"The server had an error.\"}}");

    private final String basePath;
    private final AzureUrlPathMode mode;
    private final boolean bearer;

    SdkOfAzure(String basePath, AzureUrlPathMode mode, boolean bearer) {
        this.basePath = basePath;
        this.mode = mode;
        this.bearer = bearer;
    }

    @Override
    public String provider() {
        return "azure";
    }

    @Override
    public String basePath() {
        return basePath;
    }

    @Override
    public String credentialLine() {
        return "api-key: " + SECRET;
    }

    @Override
    public OpenAIClient client(String baseUrl, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl)
                .credential(bearer ? BearerTokenCredential.create(key) : AzureApiKeyCredential.create(key))
                .azureUrlPathMode(mode)
                .build();
    }

    @Override
    public OpenAIClient hastyClient(String baseUrl, String key) {
        return client(baseUrl, key).withOptions(options -> options.sleeper(new Nap().ofOpenAi()));
    }

    @Override
    public List<SdkCall<OpenAIClient>> calls() {
        return mode == AzureUrlPathMode.LEGACY
                ? ofEachMode().toList()
                : Stream.concat(ofEachMode(), Stream.of(response())).toList();
    }

    /** Told {@code LEGACY}, it puts the deployment into this path, too, where Azure itself has no endpoint. */
    private SdkCall<OpenAIClient> response() {
        return call(
                "create a response",
                new Endpoint("POST", "/responses", "/responses"),
                ProviderAnswer.json(ProviderBodies.OPENAI_RESPONSE),
                "resp_Lima",
                client -> client.responses()
                        .create(ResponseCreateParams.builder()
                                .model("gpt-5-mini")
                                .input("Lima?")
                                .build()));
    }

    private Stream<SdkCall<OpenAIClient>> ofEachMode() {
        return Stream.of(
                call(
                        "create a chat completion",
                        ofDeployment("/chat/completions"),
                        chat(),
                        "Lima",
                        client -> client.chat().completions().create(Sdks.chat())),
                call(
                        "stream a chat completion",
                        ofDeployment("/chat/completions"),
                        ProviderAnswer.events(CHAT_STREAM),
                        "prompt_filter_results",
                        client -> {
                            try (var chunks = client.chat().completions().createStreaming(Sdks.chat())) {
                                return chunks.stream().toList();
                            }
                        }),
                call(
                        "create embeddings",
                        ofDeployment("/embeddings"),
                        ProviderAnswer.json(ProviderBodies.OPENAI_EMBEDDINGS),
                        "text-embedding-3-small",
                        client -> client.embeddings()
                                .create(EmbeddingCreateParams.builder()
                                        .model("gpt-5-mini")
                                        .input("Lima")
                                        .build())),
                call(
                        "upload a file",
                        new Endpoint("POST", "/files", "/files"),
                        ProviderAnswer.json(ProviderBodies.OPENAI_FILE),
                        "file-Lima",
                        client -> client.files()
                                .create(FileCreateParams.builder()
                                        .purpose(FilePurpose.ASSISTANTS)
                                        .file(towns())
                                        .build())),
                call(
                        "list models",
                        new Endpoint("GET", "/models", "/models"),
                        ProviderAnswer.json(ProviderBodies.OPENAI_MODELS),
                        "gpt-5-mini",
                        client -> client.models().list().response()));
    }

    /**
     * Where a call goes.
     *
     * @param method the HTTP method
     * @param path behind {@code /openai} or {@code /openai/v1}
     * @param route the template of that
     */
    private record Endpoint(String method, String path, String route) {}

    private Endpoint ofDeployment(String path) {
        return mode == AzureUrlPathMode.LEGACY
                ? new Endpoint("POST", "/deployments/gpt-5-mini" + path, "/deployments/{deployment}" + path)
                : new Endpoint("POST", path, path);
    }

    private SdkCall<OpenAIClient> call(
            String name,
            Endpoint endpoint,
            ProviderAnswer answer,
            String telltale,
            SdkCall.Question<OpenAIClient> question) {
        boolean legacy = mode == AzureUrlPathMode.LEGACY;
        String base = legacy ? "/openai" : "/openai/v1";
        String query = legacy ? "?api-version=2024-10-21" : "";
        return SdkCall.of(
                name,
                endpoint.method() + " " + base + endpoint.path() + query,
                base + endpoint.route(),
                answer,
                telltale,
                question);
    }

    private static ProviderAnswer chat() {
        return ProviderAnswer.json(ProviderBodies.OPENAI_CHAT);
    }

    private static MultipartField<InputStream> towns() {
        return MultipartField.<InputStream>builder()
                .value(new ByteArrayInputStream("Lima,Peru\n".getBytes(UTF_8)))
                .filename("towns.csv")
                .contentType("text/csv")
                .build();
    }

    @Override
    public String exception(int status) {
        return switch (status) {
            case 401 -> "UnauthorizedException";
            case 403 -> "PermissionDeniedException";
            case 404 -> "NotFoundException";
            case 429 -> "RateLimitException";
            default -> "InternalServerException";
        };
    }

    @Override
    public Told told(Throwable caught) {
        OpenAIServiceException error = (OpenAIServiceException) caught;
        return Told.of(error, error.statusCode(), String.valueOf(error.getMessage()), error.body());
    }

    @Override
    public String error(int status) {
        return ERRORS.get(status);
    }

    @Override
    public String toString() {
        return "azure-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
