/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import com.cohere.api.Cohere;
import com.cohere.api.core.CohereApiException;
import com.cohere.api.core.ObjectMappers;
import com.cohere.api.resources.datasets.requests.DatasetsCreateRequest;
import com.cohere.api.resources.v2.requests.V2ChatRequest;
import com.cohere.api.resources.v2.requests.V2ChatStreamRequest;
import com.cohere.api.resources.v2.requests.V2RerankRequest;
import com.cohere.api.types.ChatMessageV2;
import com.cohere.api.types.DatasetType;
import com.cohere.api.types.UserMessageV2;
import com.cohere.api.types.UserMessageV2Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cohere's SDK. */
final class SdkOfCohere implements OfficialSdk<Cohere> {

    private static final String MODEL = "command-a-03-2025";

    private static final String USAGE = """
            {"billed_units":{"input_tokens":9,"output_tokens":2},"tokens":{"input_tokens":507,"output_tokens":4},\
            "cached_tokens":448}""";

    private static final String CHAT = """
            {"id":"c14c80c3-lima","message":{"role":"assistant","content":[{"type":"text","text":"Lima. \uD83D\uDE00"}]},\
            "finish_reason":"COMPLETE","usage":%s}""".formatted(USAGE);

    private static final String STREAM = """
            event: message-start
            data: {"id":"29f14a5a-lima","type":"message-start","delta":{"message":{"role":"assistant","content":[],\
            "tool_plan":"","tool_calls":[],"citations":[]}}}

            event: content-start
            data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

            event: content-delta
            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Lima. \uD83D\uDE00"}}}}

            event: content-end
            data: {"type":"content-end","index":0}

            event: message-end
            data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":%s}}

            data: [DONE]

            """.formatted(USAGE);

    private static final String RERANKED = """
            {"id":"07734bd2-lima","results":[{"index":1,"relevance_score":0.999071}],\
            "meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""";

    private static final String MODELS = """
            {"models":[{"name":"command-a-03-2025","endpoints":["chat"],"finetuned":false,"context_length":288000,\
            "tokenizer_url":"https://storage.googleapis.com/cohere-public/tokenizers/command-a-03-2025.json",\
            "default_endpoints":["chat"]}]}""";

    private static final Map<Integer, String> ERRORS = Map.of(
            401, "{\"id\":\"e1\",\"message\":\"invalid api token\"}",
            403, "{\"id\":\"e2\",\"message\":\"you are not allowed to use this model\"}",
            404, "{\"id\":\"e3\",\"message\":\"model 'x' not found, make sure the correct model ID was used\"}",
            429, "{\"id\":\"e4\",\"message\":\"You are using a Trial key, which is limited to 10 calls / minute.\"}",
            500, "{\"id\":\"e5\",\"message\":\"internal server error\"}");

    @Override
    public String provider() {
        return "cohere";
    }

    @Override
    public String credentialLine() {
        return "authorization: Bearer " + SECRET;
    }

    @Override
    public Cohere client(String baseUrl, String key) {
        return Cohere.builder().url(baseUrl).token(key).build();
    }

    @Override
    public Cohere hastyClient(String baseUrl, String key) {
        return Cohere.builder().url(baseUrl).token(key).maxRetries(0).build();
    }

    @Override
    public List<SdkCall<Cohere>> calls() {
        return List.of(
                SdkCall.of(
                        "chat",
                        "POST /v2/chat",
                        "/v2/chat",
                        ProviderAnswer.json(CHAT),
                        "Lima. \uD83D\uDE00",
                        client -> client.v2()
                                .chat(V2ChatRequest.builder()
                                        .model(MODEL)
                                        .messages(question())
                                        .build())
                                .toString()),
                SdkCall.of(
                        "stream a chat",
                        "POST /v2/chat",
                        "/v2/chat",
                        ProviderAnswer.events(STREAM),
                        "Lima. \uD83D\uDE00",
                        client -> {
                            List<String> events = new ArrayList<>();
                            client.v2()
                                    .chatStream(V2ChatStreamRequest.builder()
                                            .model(MODEL)
                                            .messages(question())
                                            .build())
                                    .forEach(event -> events.add(ObjectMappers.stringify(event)));
                            return events;
                        }),
                SdkCall.of(
                        "rerank",
                        "POST /v2/rerank",
                        "/v2/rerank",
                        ProviderAnswer.json(RERANKED),
                        "07734bd2-lima",
                        client -> client.v2()
                                .rerank(V2RerankRequest.builder()
                                        .model("rerank-v3.5")
                                        .query("Peru")
                                        .documents(List.of("Quito", "Lima"))
                                        .build())
                                .toString()),
                SdkCall.of(
                        "create a dataset",
                        "POST /v1/datasets?name=towns&type=embed-input",
                        "/v1/datasets",
                        ProviderAnswer.json("{\"id\":\"towns-lima\"}"),
                        "towns-lima",
                        SdkOfCohere::dataset),
                SdkCall.of(
                        "list models",
                        "GET /v1/models",
                        "/v1/models",
                        ProviderAnswer.json(MODELS),
                        MODEL,
                        client -> client.models().list().toString()),
                SdkCall.of(
                        "cancel a batch",
                        "POST /v2/batches/lima/:cancel",
                        "/v2/batches/{id}/:cancel",
                        ProviderAnswer.json("{}"),
                        "{",
                        client -> client.batches().cancel("lima").toString()));
    }

    private static List<ChatMessageV2> question() {
        return List.of(ChatMessageV2.user(UserMessageV2.builder()
                .content(UserMessageV2Content.of(Sdks.QUESTION))
                .build()));
    }

    private static Object dataset(Cohere client) throws Exception {
        Path folder = Files.createTempDirectory("sdk");
        Path towns = folder.resolve("towns.jsonl");
        try {
            Files.write(towns, "{\"text\":\"Lima\"}\n".getBytes(UTF_8));
            return client.datasets()
                    .create(
                            towns.toFile(),
                            Optional.empty(),
                            DatasetsCreateRequest.builder()
                                    .name("towns")
                                    .type(DatasetType.EMBED_INPUT)
                                    .build())
                    .toString();
        } finally {
            Files.delete(towns);
            Files.delete(folder);
        }
    }

    @Override
    public String exception(int status) {
        return switch (status) {
            case 401 -> "UnauthorizedError";
            case 403 -> "ForbiddenError";
            case 404 -> "NotFoundError";
            case 429 -> "TooManyRequestsError";
            default -> "InternalServerError";
        };
    }

    @Override
    public Told told(Throwable caught) {
        CohereApiException error = (CohereApiException) caught;
        return Told.of(error, error.statusCode(), error.body());
    }

    @Override
    public String error(int status) {
        return ERRORS.get(status);
    }

    @Override
    public String toString() {
        return "cohere";
    }
}
