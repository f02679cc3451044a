/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import com.langfuse.client.LangfuseClient;
import com.langfuse.client.core.LangfuseClientApiException;
import com.langfuse.client.core.ObjectMappers;
import com.langfuse.client.resources.ingestion.requests.IngestionRequest;
import com.langfuse.client.resources.ingestion.types.IngestionEvent;
import com.langfuse.client.resources.ingestion.types.TraceBody;
import com.langfuse.client.resources.ingestion.types.TraceEvent;
import com.langfuse.client.resources.media.types.GetMediaUploadUrlRequest;
import com.langfuse.client.resources.media.types.MediaContentType;
import com.langfuse.client.resources.trace.requests.GetTracesRequest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;

/** Langfuse's SDK, with the key in place of the secret key. The public key may be any: it is replaced, too. */
final class SdkOfLangfuse implements OfficialSdk<LangfuseClient> {

    private static final String PUBLIC_KEY = "pk-lf-of-the-tests";

    private static final String PROMPT = """
            {"id":"p1","createdAt":"2026-11-22T10:00:00.000Z","projectId":"lima","createdBy":"API",\
            "prompt":"Which town is the capital of {{country}}?","name":"capital","version":3,"type":"text",\
            "isActive":null,"config":{},"tags":[],"labels":["production"],"commitMessage":null}""";

    private static final String TRACES = """
            {"data":[{"id":"trace-lima","timestamp":"2026-11-22T10:00:00.000Z","name":"capitals","input":null,\
            "output":null,"sessionId":null,"release":null,"version":null,"userId":null,"metadata":{},"tags":[],\
            "public":false,"environment":"default","htmlPath":"/project/lima/traces/trace-lima","latency":0.5,\
            "totalCost":0,"observations":[],"scores":[]}],\
            "meta":{"page":1,"limit":5,"totalItems":1,"totalPages":1}}""";

    private static final String INGESTED = "{\"successes\":[{\"id\":\"event-lima\",\"status\":201}],\"errors\":[]}";

    private static final String UPLOAD = """
            {"mediaId":"media-lima","uploadUrl":"https://bucket.s3.eu-west-1.amazonaws.com/lima?X-Amz-Signature=1f"}""";

    private static final Map<Integer, String> ERRORS = Map.of(
            401,
            """
            {"message":"Invalid credentials. Confirm that you've configured the correct host.",\
            "error":"UnauthorizedError"}""",
            403,
            "{\"message\":\"Access denied\",\"error\":\"ForbiddenError\"}",
            404,
            "{\"message\":\"Prompt not found\",\"error\":\"LangfuseNotFoundError\"}",
            429,
            "{\"message\":\"Rate limit exceeded\",\"error\":\"RateLimitError\"}",
            500,
            "{\"message\":\"Internal Server Error\",\"error\":\"An unexpected error occurred\"}");

    @Override
    public String provider() {
        return "langfuse";
    }

    @Override
    public Credential credential() {
        return Credential.basic("main", PUBLIC_KEY, SECRET);
    }

    @Override
    public String credentialLine() {
        return "authorization: Basic "
                + Base64.getEncoder().encodeToString((PUBLIC_KEY + ":" + SECRET).getBytes(UTF_8));
    }

    @Override
    public LangfuseClient client(String baseUrl, String key) {
        return LangfuseClient.builder()
                .url(baseUrl)
                .credentials(PUBLIC_KEY, key)
                .build();
    }

    @Override
    public LangfuseClient hastyClient(String baseUrl, String key) {
        return LangfuseClient.builder()
                .url(baseUrl)
                .credentials(PUBLIC_KEY, key)
                .httpClient(new OkHttpClient())
                .build();
    }

    @Override
    public List<SdkCall<LangfuseClient>> calls() {
        return List.of(
                SdkCall.of(
                        "get a prompt",
                        "GET /api/public/v2/prompts/capital",
                        "/api/public/v2/prompts/{prompt_name}",
                        ProviderAnswer.json(PROMPT),
                        "{{country}}",
                        client -> ObjectMappers.stringify(client.prompts().get("capital"))),
                SdkCall.of(
                        "list traces",
                        "GET /api/public/traces?limit=5",
                        "/api/public/traces",
                        ProviderAnswer.json(TRACES),
                        "trace-lima",
                        client -> client.trace()
                                .list(GetTracesRequest.builder().limit(5).build())
                                .toString()),
                SdkCall.of(
                        "ingest a trace",
                        "POST /api/public/ingestion",
                        "/api/public/ingestion",
                        ProviderAnswer.json(207, INGESTED),
                        "event-lima",
                        client -> client.ingestion().batch(trace()).toString()),
                SdkCall.of(
                        "ask where to upload a file",
                        "POST /api/public/media",
                        "/api/public/media",
                        ProviderAnswer.json(201, UPLOAD),
                        "https://bucket.s3.eu-west-1.amazonaws.com/lima?X-Amz-Signature=1f",
                        client -> client.media().getUploadUrl(file()).toString()));
    }

    private static IngestionRequest trace() {
        TraceEvent event = TraceEvent.builder()
                .id("event-lima")
                .timestamp("2026-11-22T10:00:00.000Z")
                .body(TraceBody.builder().id("trace-lima").name("capitals").build())
                .build();
        return IngestionRequest.builder()
                .batch(List.of(IngestionEvent.traceCreate(event)))
                .build();
    }

    private static GetMediaUploadUrlRequest file() {
        return GetMediaUploadUrlRequest.builder()
                .traceId("trace-lima")
                .contentType(MediaContentType.TEXT_CSV)
                .contentLength(17)
                .sha256Hash("h9eEYOhWGjWFxWMgEzFpwfoPyRZbXFLfbjCTBMhMUoM=")
                .field("input")
                .build();
    }

    @Override
    public String exception(int status) {
        return switch (status) {
            case 401 -> "UnauthorizedError";
            case 403 -> "AccessDeniedError";
            case 404 -> "NotFoundError";
            default -> "LangfuseClientApiException";
        };
    }

    @Override
    public Told told(Throwable caught) {
        LangfuseClientApiException error = (LangfuseClientApiException) caught;
        return Told.of(error, error.statusCode(), error.body());
    }

    @Override
    public String error(int status) {
        return ERRORS.get(status);
    }

    @Override
    public String toString() {
        return "langfuse";
    }
}
