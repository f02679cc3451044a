/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import com.ibm.watsonx.ai.chat.ChatService;
import com.ibm.watsonx.ai.core.auth.Authenticator;
import com.ibm.watsonx.ai.core.exception.WatsonxException;
import com.ibm.watsonx.ai.file.FileService;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * IBM's SDK for watsonx.ai. It has a client for each service. What it takes for an API key it changes for a token at
 * IBM's, so the key comes by an authenticator. Its lists of models are asked for without any key, so that the gateway
 * refuses them.
 */
final class SdkOfWatsonx implements OfficialSdk<SdkOfWatsonx.Services> {

    private static final String VERSION = "?version=2026-03-18";
    private static final String MODEL = "ibm/granite-4-h-small";

    private static final String CHAT = """
            {"id":"chatcmpl-lima","object":"chat.completion","model_id":"ibm/granite-4-h-small",\
            "model":"ibm/granite-4-h-small","choices":[{"index":0,"message":{"role":"assistant",\
            "content":"Lima. \uD83D\uDE00"},"finish_reason":"stop"}],"created":1795341600,"model_version":"4.0.0",\
            "created_at":"2026-11-22T10:00:00.000Z","usage":{"completion_tokens":3,"prompt_tokens":20,\
            "total_tokens":23}}""";

    private static final String CHUNK = """
            id: %d
            event: message
            data: {"id":"chatcmpl-lima","object":"chat.completion.chunk","model_id":"ibm/granite-4-h-small",\
            "model":"ibm/granite-4-h-small","choices":%s,"created":1795341600,"model_version":"4.0.0",\
            "created_at":"2026-11-22T10:00:00.000Z"%s}

            """;

    private static final String DELTA = "[{\"index\":0,\"finish_reason\":%s,\"delta\":%s}]";

    private static final String STREAM = CHUNK.formatted(
                    1, DELTA.formatted("null", "{\"role\":\"assistant\",\"content\":\"\"}"), "")
            + CHUNK.formatted(2, DELTA.formatted("null", "{\"content\":\"Li\"}"), "")
            + CHUNK.formatted(3, DELTA.formatted("null", "{\"content\":\"ma. \uD83D\uDE00\"}"), "")
            + CHUNK.formatted(4, DELTA.formatted("\"stop\"", "{\"content\":\"\"}"), "")
            + CHUNK.formatted(5, "[]", ",\"usage\":{\"completion_tokens\":3,\"prompt_tokens\":20,\"total_tokens\":23}");

    private static final String FILE = """
            {"id":"file-lima","object":"file","bytes":17,"created_at":1795341600,"expires_at":1797933600,\
            "filename":"towns.jsonl","purpose":"batch"}""";

    private static final String FILES = "{\"object\":\"list\",\"data\":[" + FILE + "],\"has_more\":false}";

    private static final String ERROR = """
            {"errors":[{"code":"%s","message":"%s","more_info":"https://cloud.ibm.com/apidocs/watsonx-ai"}],\
            "trace":"lima","status_code":%d}""";

    private static final Map<Integer, String> ERRORS = Map.of(
            401, ERROR.formatted("authentication_token_not_valid", "Failed to authenticate the request.", 401),
            403, ERROR.formatted("user_authorization_failed", "User is not a member of the project.", 403),
            404, ERROR.formatted("not_found", "The requested resource could not be found.", 404),
            429, ERROR.formatted("rate_limit_reached_requests", "Rate limit has been reached.", 429),
            500, ERROR.formatted("internal_error", "An internal error has occurred.", 500));

    /**
     * The clients of the SDK.
     *
     * @param chat for chats
     * @param files for files
     */
    record Services(ChatService chat, FileService files) {}

    /**
     * Presents the key as it is.
     *
     * @param token the key
     */
    private record Presenting(String token) implements Authenticator {

        @Override
        public CompletableFuture<String> tokenAsync() {
            return CompletableFuture.completedFuture(token);
        }

        @Override
        public String scheme() {
            return "Bearer";
        }
    }

    @Override
    public String provider() {
        return "watsonx";
    }

    @Override
    public String credentialLine() {
        return "authorization: Bearer " + SECRET;
    }

    @Override
    public Services client(String baseUrl, String key) {
        Authenticator auth = new Presenting(key);
        return new Services(
                ChatService.builder()
                        .baseUrl(baseUrl)
                        .authenticator(auth)
                        .projectId("lima")
                        .modelId(MODEL)
                        .build(),
                FileService.builder()
                        .baseUrl(baseUrl)
                        .authenticator(auth)
                        .projectId("lima")
                        .build());
    }

    @Override
    public List<SdkCall<Services>> calls() {
        return List.of(
                SdkCall.of(
                        "chat",
                        "POST /ml/v1/text/chat" + VERSION,
                        "/ml/v1/text/chat",
                        ProviderAnswer.json(CHAT),
                        "Lima. \uD83D\uDE00",
                        services -> services.chat().chat(Sdks.QUESTION).toString()),
                SdkCall.of(
                        "stream a chat",
                        "POST /ml/v1/text/chat_stream" + VERSION,
                        "/ml/v1/text/chat_stream",
                        ProviderAnswer.events(STREAM),
                        "ma. \uD83D\uDE00",
                        services -> {
                            List<String> pieces = new ArrayList<>();
                            Consumer<String> reader = pieces::add;
                            services.chat().chatStreaming(Sdks.QUESTION, reader).join();
                            return pieces;
                        }),
                SdkCall.of(
                        "upload a file",
                        "POST /ml/v1/files" + VERSION,
                        "/ml/v1/files",
                        ProviderAnswer.json(FILE),
                        "file-lima",
                        services -> services.files()
                                .upload(
                                        new ByteArrayInputStream("{\"town\":\"Lima\"}\n".getBytes(UTF_8)),
                                        "towns.jsonl")),
                SdkCall.of(
                        "list files",
                        "GET /ml/v1/files" + VERSION,
                        "/ml/v1/files",
                        ProviderAnswer.json(FILES),
                        "file-lima",
                        services -> services.files().list()));
    }

    /** It chooses the exception by the code in the body. */
    @Override
    public String exception(int status) {
        return status == 403 ? "UserAuthorizationFailedException" : "WatsonxException";
    }

    /** After tries in vain, what it caught the last time is the cause of a plain exception. */
    @Override
    public Told told(Throwable caught) {
        WatsonxException error = (WatsonxException) (caught instanceof WatsonxException ? caught : caught.getCause());
        return Told.of(error, error.statusCode(), String.valueOf(error.getMessage()));
    }

    @Override
    public String error(int status) {
        return ERRORS.get(status);
    }

    @Override
    public String toString() {
        return "watsonx";
    }
}
