/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import chat.giga.client.GigaChatClient;
import chat.giga.client.GigaChatClientAsync;
import chat.giga.client.ResponseHandler;
import chat.giga.client.auth.AuthClient;
import chat.giga.http.client.HttpClientException;
import chat.giga.model.completion.ChatMessage;
import chat.giga.model.completion.ChatMessageRole;
import chat.giga.model.completion.CompletionChunkResponse;
import chat.giga.model.completion.CompletionRequest;
import chat.giga.model.file.UploadFileRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** GigaChat's SDK. It has another client for streams, to which all of them are given as a handler. */
final class SdkOfGigaChat implements OfficialSdk<SdkOfGigaChat.Clients> {

    private static final String CHAT = """
            {"choices":[{"message":{"content":"Lima. \uD83D\uDE00","role":"assistant"},"index":0,"finish_reason":"stop"}],\
            "created":1795341600,"model":"GigaChat-2:2.0.28.2","object":"chat.completion",\
            "usage":{"prompt_tokens":18,"completion_tokens":3,"total_tokens":21,"precached_prompt_tokens":0}}""";

    private static final String CHUNK = """
            data: {"choices":[{"delta":%s,"index":0%s}],"created":1795341600,"model":"GigaChat-2:2.0.28.2",\
            "object":"chat.completion"}

            """;

    private static final String STREAM = CHUNK.formatted("{\"content\":\"Li\",\"role\":\"assistant\"}", "")
            + CHUNK.formatted("{\"content\":\"ma. \uD83D\uDE00\"}", "")
            + CHUNK.formatted("{\"content\":\"\"}", ",\"finish_reason\":\"stop\"")
            + "data: [DONE]\n\n";

    private static final String MODELS = """
            {"object":"list","data":[{"id":"GigaChat-2","object":"model","owned_by":"salutedevices","type":"chat"}]}""";

    private static final String FILE = """
            {"bytes":17,"created_at":1795341600,"filename":"towns.txt","id":"6f0b1291-c7f3-43c6-bb2e-9f3efb2dc98e",\
            "object":"file","purpose":"general","access_policy":"private"}""";

    private static final String ERROR = "{\"status\":%d,\"message\":\"%s\"}";

    private static final Map<Integer, String> ERRORS = Map.of(
            401, ERROR.formatted(401, "Unauthorized"),
            403, ERROR.formatted(403, "Permission denied"),
            404, ERROR.formatted(404, "No such model"),
            429, ERROR.formatted(429, "Too many requests"),
            500, ERROR.formatted(500, "Internal Server Error"));

    /**
     * The two clients of the SDK.
     *
     * @param plain the one for all but streams
     * @param streaming the one for streams
     */
    record Clients(GigaChatClient plain, GigaChatClientAsync streaming) {}

    @Override
    public String provider() {
        return "gigachat";
    }

    @Override
    public String basePath() {
        return "/v1";
    }

    @Override
    public String credentialLine() {
        return "authorization: Bearer " + SECRET;
    }

    @Override
    public Clients client(String baseUrl, String key) {
        AuthClient auth = AuthClient.builder().withProvidedTokenAuth(key).build();
        return new Clients(
                GigaChatClient.builder().apiUrl(baseUrl).authClient(auth).build(),
                GigaChatClientAsync.builder().apiUrl(baseUrl).authClient(auth).build());
    }

    @Override
    public List<SdkCall<Clients>> calls() {
        return List.of(
                SdkCall.of(
                        "complete a chat",
                        "POST /v1/chat/completions",
                        "/v1/chat/completions",
                        ProviderAnswer.json(CHAT),
                        "Lima. \uD83D\uDE00",
                        clients -> clients.plain().completions(question())),
                SdkCall.of(
                        "stream a chat",
                        "POST /v1/chat/completions",
                        "/v1/chat/completions",
                        ProviderAnswer.events(STREAM),
                        "ma. \uD83D\uDE00",
                        SdkOfGigaChat::streamed),
                SdkCall.of(
                        "upload a file",
                        "POST /v1/files",
                        "/v1/files",
                        ProviderAnswer.json(FILE),
                        "6f0b1291-c7f3-43c6-bb2e-9f3efb2dc98e",
                        clients -> clients.plain()
                                .uploadFile(UploadFileRequest.builder()
                                        .file("Lima,Peru\nQuito,E".getBytes(UTF_8))
                                        .fileName("towns.txt")
                                        .mimeType("text/plain")
                                        .purpose("general")
                                        .build())),
                SdkCall.of(
                        "list models",
                        "GET /v1/models",
                        "/v1/models",
                        ProviderAnswer.json(MODELS),
                        "salutedevices",
                        clients -> clients.plain().models()));
    }

    private static CompletionRequest question() {
        return CompletionRequest.builder()
                .model("GigaChat-2")
                .message(ChatMessage.builder()
                        .role(ChatMessageRole.USER)
                        .content(Sdks.QUESTION)
                        .build())
                .build();
    }

    private static Object streamed(Clients clients) throws Exception {
        CompletableFuture<List<Object>> ended = new CompletableFuture<>();
        List<Object> chunks = new ArrayList<>();
        clients.streaming().completions(question(), new ResponseHandler<CompletionChunkResponse>() {
            @Override
            public void onNext(CompletionChunkResponse chunk) {
                chunks.add(chunk);
            }

            @Override
            public void onComplete() {
                ended.complete(chunks);
            }

            @Override
            public void onError(Throwable error) {
                ended.completeExceptionally(error);
            }
        });
        return ended.get(MountedGateway.SOON.toSeconds(), TimeUnit.SECONDS);
    }

    /** It takes a 401 for a token that has expired, tries again, and tells nothing but that. */
    @Override
    public String exception(int status) {
        return status == 401 ? "IllegalStateException" : "HttpClientException";
    }

    @Override
    public Told told(Throwable caught) {
        if (caught instanceof HttpClientException error) {
            return Told.of(error, error.statusCode(), error.bodyAsString());
        }
        return Told.of(caught, 401, caught.getMessage());
    }

    @Override
    public boolean tellsOf(int status) {
        return status != 401;
    }

    @Override
    public String error(int status) {
        return ERRORS.get(status);
    }

    @Override
    public String toString() {
        return "gigachat";
    }
}
