/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import ai.dheera.passthrough.servlet.SdkCall.Step;
import com.assemblyai.api.AssemblyAI;
import com.assemblyai.api.core.ApiError;
import com.assemblyai.api.resources.transcripts.requests.ListTranscriptParams;
import com.assemblyai.api.resources.transcripts.types.SubtitleFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** AssemblyAI's SDK. Its streaming and LeMUR clients call what was shut down. */
final class SdkOfAssemblyAi implements OfficialSdk<AssemblyAI> {

    private static final String TRANSCRIPT = """
            {"id":"lima-1","language_model":"assemblyai_default","acoustic_model":"assemblyai_default",\
            "status":"%s","audio_url":"https://cdn.assemblyai.com/upload/lima","text":%s,"audio_duration":%s,\
            "webhook_auth":false,"auto_highlights":false,"redact_pii":false,"summarization":false}""";

    private static final String QUEUED = TRANSCRIPT.formatted("queued", "null", "null");
    private static final String COMPLETED = TRANSCRIPT.formatted("completed", "\"Lima is the capital.\"", "281");

    private static final String LIST = """
            {"page_details":{"limit":2,"result_count":1,"current_url":"https://api.assemblyai.com/v2/transcript?limit=2",\
            "prev_url":null,"next_url":null},\
            "transcripts":[{"id":"lima-1","resource_url":"https://api.assemblyai.com/v2/transcript/lima-1",\
            "status":"completed","created":"2026-11-22T10:00:00.000000","completed":"2026-11-22T10:00:09.000000",\
            "audio_url":"https://cdn.assemblyai.com/upload/lima","error":null}]}""";

    private static final String UPLOADED = "{\"upload_url\":\"https://cdn.assemblyai.com/upload/lima\"}";
    private static final String SUBTITLES = "1\n00:00:00,090 --> 00:00:02,100\nLima is the capital.\n";

    private static final Map<Integer, String> ERRORS = Map.of(
            401, "{\"error\":\"Authentication error, API token missing/invalid\"}",
            403, "{\"error\":\"Forbidden\"}",
            404, "{\"error\":\"Not found\"}",
            429, "{\"error\":\"Too many requests\"}",
            500, "{\"error\":\"Internal server error\"}");

    @Override
    public String provider() {
        return "assemblyai";
    }

    @Override
    public String credentialLine() {
        return "authorization: " + SECRET;
    }

    @Override
    public AssemblyAI client(String baseUrl, String key) {
        return AssemblyAI.builder().url(baseUrl).apiKey(key).build();
    }

    @Override
    public List<SdkCall<AssemblyAI>> calls() {
        return List.of(
                SdkCall.of(
                        "submit a transcript",
                        "POST /v2/transcript",
                        "/v2/transcript",
                        ProviderAnswer.json(QUEUED),
                        "lima-1",
                        client -> client.transcripts()
                                .submit("https://example.com/lima.mp3")
                                .toString()),
                new SdkCall<>(
                        "transcribe a file",
                        List.of(
                                new Step("POST /v2/upload", "/v2/upload", ProviderAnswer.json(UPLOADED)),
                                new Step("POST /v2/transcript", "/v2/transcript", ProviderAnswer.json(QUEUED)),
                                new Step(
                                        "GET /v2/transcript/lima-1",
                                        "/v2/transcript/{transcript_id}",
                                        ProviderAnswer.json(COMPLETED))),
                        "Lima is the capital.",
                        SdkOfAssemblyAi::transcript),
                SdkCall.of(
                        "read subtitles",
                        "GET /v2/transcript/lima-1/srt",
                        "/v2/transcript/{transcript_id}/srt",
                        new ProviderAnswer("text/plain; charset=utf-8", SUBTITLES.getBytes(UTF_8)),
                        "00:00:02,100",
                        client -> client.transcripts().getSubtitles("lima-1", SubtitleFormat.SRT)),
                SdkCall.of(
                        "list transcripts",
                        "GET /v2/transcript?limit=2",
                        "/v2/transcript",
                        ProviderAnswer.json(LIST),
                        "lima-1",
                        client -> client.transcripts()
                                .list(ListTranscriptParams.builder().limit(2).build())
                                .toString()));
    }

    private static Object transcript(AssemblyAI client) throws Exception {
        Path words = Files.createTempFile("words", ".mp3");
        try {
            Files.write(words, new byte[] {(byte) 0xff, (byte) 0xfb, 0, '\r', '\n', (byte) 0x80});
            return client.transcripts().transcribe(words.toFile()).toString();
        } finally {
            Files.delete(words);
        }
    }

    @Override
    public String exception(int status) {
        return "ApiError";
    }

    @Override
    public Told told(Throwable caught) {
        ApiError error = (ApiError) caught;
        return Told.of(error, error.statusCode(), error.body());
    }

    @Override
    public String error(int status) {
        return ERRORS.get(status);
    }

    @Override
    public String toString() {
        return "assemblyai";
    }
}
