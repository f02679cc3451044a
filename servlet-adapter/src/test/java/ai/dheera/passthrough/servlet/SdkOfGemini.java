/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import ai.dheera.passthrough.servlet.SdkCall.Step;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.models.interactions.InteractionsInput;
import com.google.genai.gaos.models.operations.CreateInteractionRequestBody;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListFilesConfig;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.UploadFileConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Google's SDK for the Gemini API. */
final class SdkOfGemini implements OfficialSdk<Client> {

    private static final String MODEL = "gemini-2.5-flash";
    private static final String ROUTE = "/v1beta/models/{model}:";

    private static final String CONTENT = """
            {
              "candidates": [
                {
                  "content": {
                    "parts": [
                      {
                        "text": "Lima. \uD83D\uDE00"
                      }
                    ],
                    "role": "model"
                  },
                  "finishReason": "STOP",
                  "index": 0
                }
              ],
              "usageMetadata": {
                "promptTokenCount": 8,
                "candidatesTokenCount": 3,
                "totalTokenCount": 35,
                "promptTokensDetails": [
                  {
                    "modality": "TEXT",
                    "tokenCount": 8
                  }
                ],
                "thoughtsTokenCount": 24
              },
              "modelVersion": "gemini-2.5-flash",
              "responseId": "lima1"
            }
            """;

    private static final String CHUNK = """
            data: {"candidates": [{"content": {"parts": [{"text": "%s"}],"role": "model"},%s"index": 0}],\
            "usageMetadata": {"promptTokenCount": 8,%s"totalTokenCount": 8},"modelVersion": "gemini-2.5-flash",\
            "responseId": "lima2"}\r
            \r
            """;

    private static final String STREAM = CHUNK.formatted("Li", "", "")
            + CHUNK.formatted("ma. \uD83D\uDE00", "\"finishReason\": \"STOP\",", "\"candidatesTokenCount\": 3,");

    private static final String MODELS = """
            {
              "models": [
                {
                  "name": "models/gemini-2.5-flash",
                  "version": "001",
                  "displayName": "Gemini 2.5 Flash",
                  "inputTokenLimit": 1048576,
                  "outputTokenLimit": 65536,
                  "supportedGenerationMethods": [
                    "generateContent",
                    "countTokens"
                  ]
                }
              ]
            }
            """;

    private static final String EMBEDDING = """
            {
              "embeddings": [
                {
                  "values": [
                    0.25,
                    -0.5
                  ]
                }
              ]
            }
            """;

    private static final String INTERACTION = """
            {"id":"v1_lima","object":"interaction","model":"gemini-2.5-flash","status":"completed",\
            "created":"2026-11-22T10:00:00Z","updated":"2026-11-22T10:00:01Z",\
            "steps":[{"type":"model_output","content":[{"type":"text","text":"Lima. \uD83D\uDE00"}]}],\
            "usage":{"total_tokens":11,"total_input_tokens":8,"total_output_tokens":3,"total_thought_tokens":0}}""";

    private static final String INTERACTION_STREAM = """
            event: interaction.created
            data: {"event_type":"interaction.created","event_id":"1","interaction":{"id":"v1_lima",\
            "object":"interaction","model":"gemini-2.5-flash","status":"in_progress"}}

            event: step.start
            data: {"event_type":"step.start","event_id":"2","index":0,"step":{"type":"model_output"}}

            event: step.delta
            data: {"event_type":"step.delta","event_id":"3","index":0,"delta":{"type":"text",\
            "text":"Lima. \uD83D\uDE00"}}

            event: step.stop
            data: {"event_type":"step.stop","event_id":"4","index":0}

            event: interaction.completed
            data: {"event_type":"interaction.completed","event_id":"5","interaction":%s}

            event: done
            data: [DONE]

            """.formatted(INTERACTION);

    private static final String FILE = """
            {
                "name": "files/lima",
                "mimeType": "text/csv",
                "sizeBytes": "10",
                "uri": "https://generativelanguage.googleapis.com/v1beta/files/lima",
                "state": "ACTIVE",
                "source": "UPLOADED"
              }""";

    private static final String FILES = "{\n  \"files\": [\n    " + FILE + "\n  ]\n}\n";
    private static final String UPLOADED = "{\n  \"file\": " + FILE + "\n}\n";
    private static final String UPLOAD = "?upload_id=AHVrFx-lima_4711&upload_protocol=resumable";
    private static final byte[] TOWNS = "Lima,Peru\n".getBytes(UTF_8);

    private static final String ERROR = """
            {
              "error": {
                "code": %d,
                "message": "%s",
                "status": "%s"
              }
            }
            """;

    private static final Map<Integer, String> ERRORS = Map.of(
            401, ERROR.formatted(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED"),
            403, ERROR.formatted(403, "Method doesn't allow unregistered callers.", "PERMISSION_DENIED"),
            404, ERROR.formatted(404, "models/x is not found for API version v1beta.", "NOT_FOUND"),
            429, ERROR.formatted(429, "You exceeded your current quota.", "RESOURCE_EXHAUSTED"),
            500, ERROR.formatted(500, "An internal error has occurred.", "INTERNAL"));

    @Override
    public String provider() {
        return "gemini";
    }

    @Override
    public String credentialLine() {
        return "x-goog-api-key: " + SECRET;
    }

    @Override
    public Client client(String baseUrl, String key) {
        return Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder().baseUrl(baseUrl).build())
                .build();
    }

    @Override
    public Client hastyClient(String baseUrl, String key) {
        HttpRetryOptions once =
                HttpRetryOptions.builder().attempts(1).initialDelay(0.0).build();
        return Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(baseUrl)
                        .retryOptions(once)
                        .build())
                .build();
    }

    @Override
    public List<SdkCall<Client>> calls() {
        return List.of(
                SdkCall.of(
                        "generate content",
                        "POST /v1beta/models/" + MODEL + ":generateContent",
                        ROUTE + "generateContent",
                        ProviderAnswer.json(CONTENT),
                        "Lima. \uD83D\uDE00",
                        client -> essence(client.models.generateContent(MODEL, Sdks.QUESTION, null))),
                SdkCall.of(
                        "generate content, async",
                        "POST /v1beta/models/" + MODEL + ":generateContent",
                        ROUTE + "generateContent",
                        ProviderAnswer.json(CONTENT),
                        "Lima. \uD83D\uDE00",
                        client -> essence(client.async
                                .models
                                .generateContent(MODEL, Sdks.QUESTION, null)
                                .join())),
                SdkCall.of(
                        "stream content",
                        "POST /v1beta/models/" + MODEL + ":streamGenerateContent?alt=sse",
                        ROUTE + "streamGenerateContent",
                        new ProviderAnswer("text/event-stream", STREAM.getBytes(UTF_8)),
                        "ma. \uD83D\uDE00",
                        client -> {
                            List<String> read = new ArrayList<>();
                            try (var chunks = client.models.generateContentStream(MODEL, Sdks.QUESTION, null)) {
                                chunks.forEach(chunk -> read.add(essence(chunk)));
                            }
                            return read;
                        }),
                SdkCall.of(
                        "count tokens",
                        "POST /v1beta/models/" + MODEL + ":countTokens",
                        ROUTE + "countTokens",
                        ProviderAnswer.json("{\n  \"totalTokens\": 14\n}\n"),
                        "14",
                        client -> client.models.countTokens(MODEL, "Lima", null).totalTokens()),
                SdkCall.of(
                        "embed content",
                        "POST /v1beta/models/gemini-embedding-001:batchEmbedContents",
                        ROUTE + "batchEmbedContents",
                        ProviderAnswer.json(EMBEDDING),
                        "-0.5",
                        client -> client.models
                                .embedContent("gemini-embedding-001", "Lima", null)
                                .embeddings()),
                SdkCall.of(
                        "list models",
                        "GET /v1beta/models",
                        "/v1beta/models",
                        ProviderAnswer.json(MODELS),
                        "Gemini 2.5 Flash",
                        client -> client.models
                                .list(ListModelsConfig.builder().build())
                                .page()),
                SdkCall.of(
                        "interact",
                        "POST /v1beta/interactions",
                        "/v1beta/interactions",
                        ProviderAnswer.json(INTERACTION),
                        "v1_lima",
                        client -> client.interactions
                                .create(interaction(false))
                                .interaction()
                                .toString()),
                SdkCall.of(
                        "stream an interaction",
                        "POST /v1beta/interactions",
                        "/v1beta/interactions",
                        ProviderAnswer.events(INTERACTION_STREAM),
                        "ma. \uD83D\uDE00",
                        client -> {
                            try (var events = client.interactions
                                    .create(interaction(true))
                                    .events()) {
                                return events.stream().toList().toString();
                            }
                        }),
                new SdkCall<>(
                        "upload a file",
                        List.of(
                                new Step(
                                        "POST /upload/v1beta/files",
                                        "/upload/v1beta/files",
                                        ProviderAnswer.json(
                                                200,
                                                "",
                                                "X-Goog-Upload-Status: active",
                                                "X-Goog-Upload-URL: UPSTREAM/upload/v1beta/files" + UPLOAD)),
                                new Step(
                                        "POST /upload/v1beta/files" + UPLOAD,
                                        "/upload/v1beta/files",
                                        ProviderAnswer.json(200, UPLOADED, "X-Goog-Upload-Status: final"))),
                        "files/lima",
                        client -> client.files
                                .upload(
                                        TOWNS,
                                        UploadFileConfig.builder()
                                                .mimeType("text/csv")
                                                .build())
                                .toString()),
                SdkCall.of(
                        "list files",
                        "GET /v1beta/files",
                        "/v1beta/files",
                        ProviderAnswer.json(FILES),
                        "files/lima",
                        client -> client.files
                                .list(ListFilesConfig.builder().build())
                                .page()));
    }

    private static CreateInteractionRequestBody interaction(boolean stream) {
        return CreateInteractionRequestBody.of(
                CreateModelInteraction.builder().model(MODEL).input(InteractionsInput.of(Sdks.QUESTION)).stream(stream)
                        .build());
    }

    /** Without what it tells of the exchange, which is another one each time. */
    private static String essence(GenerateContentResponse response) {
        return List.of(response.candidates(), response.usageMetadata(), response.modelVersion(), response.responseId())
                .toString();
    }

    @Override
    public String exception(int status) {
        return status < 500 ? "ClientException" : "ServerException";
    }

    @Override
    public Told told(Throwable caught) {
        ApiException error = (ApiException) caught;
        return Told.of(error, error.code(), error.status(), error.message());
    }

    @Override
    public String error(int status) {
        return ERRORS.get(status);
    }

    @Override
    public String toString() {
        return "gemini";
    }
}
