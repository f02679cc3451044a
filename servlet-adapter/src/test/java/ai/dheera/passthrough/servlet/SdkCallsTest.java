/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.servlet.SdkCall.ProviderAnswer;
import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.batches.BatchCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official SDKs of Anthropic and OpenAI, with nothing changed but base URL and key, in every container. */
@Tag("container")
class SdkCallsTest {

    private static final byte[] TOWNS = "Lima,Peru\nQuito,E".getBytes(UTF_8);
    private static final ProviderAnswer SPEECH = new ProviderAnswer("audio/mpeg", speech());

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;
    private static SdkComparison comparison;
    private static AnthropicClient anthropicItself;
    private static AnthropicClient anthropic;
    private static OpenAIClient openAiItself;
    private static OpenAIClient openAi;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(upstream.url());
        comparison = new SdkComparison(upstream, gateway);
        anthropicItself = Sdks.anthropic(upstream.url().toString(), SECRET);
        anthropic = Sdks.anthropic(gateway.url() + "/anthropic", KEY);
        openAiItself = Sdks.openAi(upstream.url() + "/v1", SECRET);
        openAi = Sdks.openAi(gateway.url() + "/openai/v1", KEY);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forgetWhatWas() {
        comparison.forgetWhatWas();
    }

    static Stream<SdkCall<AnthropicClient>> anthropicCalls() {
        ProviderAnswer message = ProviderAnswer.json(ProviderBodies.ANTHROPIC_MESSAGE);
        ProviderAnswer stream = ProviderAnswer.events(ProviderBodies.ANTHROPIC_STREAM);
        ProviderAnswer file = ProviderAnswer.json(ProviderBodies.ANTHROPIC_FILE);
        return Stream.of(
                SdkCall.of(
                        "create a message",
                        "POST /v1/messages",
                        "/v1/messages",
                        message,
                        "msg_01Lima",
                        client -> client.messages().create(Sdks.message())),
                SdkCall.of(
                        "create a message, async",
                        "POST /v1/messages",
                        "/v1/messages",
                        message,
                        "msg_01Lima",
                        client ->
                                client.async().messages().create(Sdks.message()).join()),
                SdkCall.of(
                        "stream a message", "POST /v1/messages", "/v1/messages", stream, "ma. \uD83D\uDE00", client -> {
                            try (var events = client.messages().createStreaming(Sdks.message())) {
                                return events.stream().toList();
                            }
                        }),
                SdkCall.of(
                        "stream a message, async",
                        "POST /v1/messages",
                        "/v1/messages",
                        stream,
                        "ma. \uD83D\uDE00",
                        client -> {
                            List<Object> events = new ArrayList<>();
                            client.async()
                                    .messages()
                                    .createStreaming(Sdks.message())
                                    .subscribe(events::add)
                                    .onCompleteFuture()
                                    .join();
                            return events;
                        }),
                SdkCall.of(
                        "count tokens",
                        "POST /v1/messages/count_tokens",
                        "/v1/messages/count_tokens",
                        ProviderAnswer.json(ProviderBodies.ANTHROPIC_TOKENS),
                        "inputTokens=14",
                        client -> client.messages().countTokens(tokensToCount())),
                SdkCall.of(
                        "list models",
                        "GET /v1/models",
                        "/v1/models",
                        ProviderAnswer.json(ProviderBodies.ANTHROPIC_MODELS),
                        "Claude Haiku 4.5",
                        client -> client.models().list().response()),
                SdkCall.of(
                        "create a batch",
                        "POST /v1/messages/batches",
                        "/v1/messages/batches",
                        ProviderAnswer.json(ProviderBodies.ANTHROPIC_BATCH),
                        "msgbatch_01Lima",
                        client -> client.messages().batches().create(batch())),
                SdkCall.of(
                        "read a batch's results",
                        "GET /v1/messages/batches/msgbatch_01Lima/results",
                        "/v1/messages/batches/{message_batch_id}/results",
                        new ProviderAnswer(
                                "application/x-jsonl", ProviderBodies.ANTHROPIC_BATCH_RESULTS.getBytes(UTF_8)),
                        "customId=chile",
                        client -> {
                            try (var results = client.messages().batches().resultsStreaming("msgbatch_01Lima")) {
                                return results.stream().toList();
                            }
                        }),
                SdkCall.of(
                        "upload a file",
                        "POST /v1/files",
                        "/v1/files",
                        file,
                        "file_01Lima",
                        client -> client.files()
                                .upload(com.anthropic.models.files.FileUploadParams.builder()
                                        .file(anthropicFile())
                                        .build())),
                SdkCall.of(
                        "upload a file, beta",
                        "POST /v1/files",
                        "/v1/files",
                        file,
                        "file_01Lima",
                        client -> client.beta()
                                .files()
                                .upload(com.anthropic.models.beta.files.FileUploadParams.builder()
                                        .file(anthropicFile())
                                        .build())),
                SdkCall.of(
                        "download a file",
                        "GET /v1/files/file_01Lima/content",
                        "/v1/files/{file_id}/content",
                        SPEECH,
                        HexFormat.of().formatHex(speech()),
                        client -> {
                            try (var answer = client.files().download("file_01Lima")) {
                                return hex(answer.body());
                            }
                        }));
    }

    static Stream<SdkCall<OpenAIClient>> openAiCalls() {
        ProviderAnswer chat = ProviderAnswer.json(ProviderBodies.OPENAI_CHAT);
        ProviderAnswer chatStream = ProviderAnswer.events(ProviderBodies.OPENAI_CHAT_STREAM);
        ProviderAnswer response = ProviderAnswer.json(ProviderBodies.OPENAI_RESPONSE);
        ProviderAnswer responseStream = ProviderAnswer.events(ProviderBodies.OPENAI_RESPONSE_STREAM);
        String chatRoute = "/v1/chat/completions";
        return Stream.of(
                SdkCall.of(
                        "create a chat completion",
                        "POST " + chatRoute,
                        chatRoute,
                        chat,
                        "chatcmpl-Lima1",
                        client -> client.chat().completions().create(Sdks.chat())),
                SdkCall.of(
                        "create a chat completion, async",
                        "POST " + chatRoute,
                        chatRoute,
                        chat,
                        "chatcmpl-Lima1",
                        client -> client.async()
                                .chat()
                                .completions()
                                .create(Sdks.chat())
                                .join()),
                SdkCall.of(
                        "stream a chat completion",
                        "POST " + chatRoute,
                        chatRoute,
                        chatStream,
                        "ma. \uD83D\uDE00",
                        client -> {
                            try (var chunks = client.chat().completions().createStreaming(Sdks.chat())) {
                                return chunks.stream().toList();
                            }
                        }),
                SdkCall.of(
                        "stream a chat completion, async",
                        "POST " + chatRoute,
                        chatRoute,
                        chatStream,
                        "ma. \uD83D\uDE00",
                        client -> {
                            List<Object> chunks = new ArrayList<>();
                            client.async()
                                    .chat()
                                    .completions()
                                    .createStreaming(Sdks.chat())
                                    .subscribe(chunks::add)
                                    .onCompleteFuture()
                                    .join();
                            return chunks;
                        }),
                SdkCall.of(
                        "create a response",
                        "POST /v1/responses",
                        "/v1/responses",
                        response,
                        "Lima. \uD83D\uDE00",
                        client -> client.responses().create(question())),
                SdkCall.of(
                        "create a response, async",
                        "POST /v1/responses",
                        "/v1/responses",
                        response,
                        "Lima. \uD83D\uDE00",
                        client -> client.async().responses().create(question()).join()),
                SdkCall.of(
                        "stream a response",
                        "POST /v1/responses",
                        "/v1/responses",
                        responseStream,
                        "Lima. \uD83D\uDE00",
                        client -> {
                            try (var events = client.responses().createStreaming(question())) {
                                return events.stream().toList();
                            }
                        }),
                SdkCall.of(
                        "create embeddings",
                        "POST /v1/embeddings",
                        "/v1/embeddings",
                        ProviderAnswer.json(ProviderBodies.OPENAI_EMBEDDINGS),
                        "text-embedding-3-small",
                        client -> client.embeddings()
                                .create(EmbeddingCreateParams.builder()
                                        .model("text-embedding-3-small")
                                        .input("Lima")
                                        .build())),
                SdkCall.of(
                        "list models",
                        "GET /v1/models",
                        "/v1/models",
                        ProviderAnswer.json(ProviderBodies.OPENAI_MODELS),
                        "gpt-5-mini",
                        client -> client.models().list().response()),
                SdkCall.of(
                        "upload a file",
                        "POST /v1/files",
                        "/v1/files",
                        ProviderAnswer.json(ProviderBodies.OPENAI_FILE),
                        "file-Lima",
                        client -> client.files()
                                .create(FileCreateParams.builder()
                                        .purpose(FilePurpose.USER_DATA)
                                        .file(openAiFile("towns.csv"))
                                        .build())),
                SdkCall.of(
                        "speak",
                        "POST /v1/audio/speech",
                        "/v1/audio/speech",
                        SPEECH,
                        HexFormat.of().formatHex(speech()),
                        client -> {
                            try (var answer = client.audio().speech().create(words())) {
                                return hex(answer.body());
                            }
                        }),
                SdkCall.of(
                        "transcribe",
                        "POST /v1/audio/transcriptions",
                        "/v1/audio/transcriptions",
                        ProviderAnswer.json(ProviderBodies.OPENAI_TRANSCRIPTION),
                        "Lima is the capital of Peru.",
                        client -> client.audio()
                                .transcriptions()
                                .create(TranscriptionCreateParams.builder()
                                        .model("gpt-4o-transcribe")
                                        .file(openAiFile("words.mp3"))
                                        .build())),
                SdkCall.of(
                        "moderate",
                        "POST /v1/moderations",
                        "/v1/moderations",
                        ProviderAnswer.json(ProviderBodies.OPENAI_MODERATION),
                        "modr-Lima",
                        client -> client.moderations()
                                .create(ModerationCreateParams.builder()
                                        .model("omni-moderation-latest")
                                        .input("Lima")
                                        .build())));
    }

    @ParameterizedTest
    @MethodSource("anthropicCalls")
    void aCallOfAnthropicsSdkIsTheSameThroughTheGateway(SdkCall<AnthropicClient> call) throws Exception {
        comparison.assertSame(call, anthropicItself, anthropic, "x-api-key: " + SECRET);
        comparison.assertRecords(call, "anthropic", true);
    }

    @ParameterizedTest
    @MethodSource("openAiCalls")
    void aCallOfOpenAisSdkIsTheSameThroughTheGateway(SdkCall<OpenAIClient> call) throws Exception {
        comparison.assertSame(call, openAiItself, openAi, "authorization: Bearer " + SECRET);
        comparison.assertRecords(call, "openai", true);
    }

    @Test
    void theModelOfACallIsInItsRecord() throws Exception {
        upstream.answerWith(
                ProviderAnswer.json(ProviderBodies.ANTHROPIC_MESSAGE).script());
        anthropic.messages().create(Sdks.message());
        assertThat(gateway.takeRecord().model()).contains("claude-haiku-4-5");

        upstream.answerWith(
                ProviderAnswer.events(ProviderBodies.OPENAI_CHAT_STREAM).script());
        try (var chunks = openAi.chat().completions().createStreaming(Sdks.chat())) {
            assertThat(chunks.stream()).isNotEmpty();
        }
        assertThat(gateway.takeRecord().model()).contains("gpt-5-mini");
    }

    @Test
    void aCompressedAnswerIsUnpackedByTheSdkAndByNobodyElse() throws Exception {
        byte[] packed = gzip(ProviderBodies.ANTHROPIC_MESSAGE);
        upstream.answerWith(
                Answers.withLength(200, packed, "Content-Type: application/json", "Content-Encoding: gzip"));

        assertThat(anthropic.messages().create(Sdks.message()).id()).isEqualTo("msg_01Lima");

        assertThat(gateway.takeRecord().responseBytes()).isEqualTo(packed.length);
    }

    @Test
    void whatTheProviderTellsInItsHeadReachesTheUser() throws Exception {
        upstream.answerWith(Answers.json(
                200,
                ProviderBodies.OPENAI_CHAT,
                "x-request-id: " + SdkComparison.REQUEST_ID,
                "x-ratelimit-remaining-requests: 59",
                "openai-organization: the-account-behind"));

        try (var answer = openAi.withRawResponse().chat().completions().create(Sdks.chat())) {
            assertThat(answer.requestId()).contains(SdkComparison.REQUEST_ID);
            assertThat(answer.headers().values("x-ratelimit-remaining-requests"))
                    .containsExactly("59");
            assertThat(answer.headers().values("openai-organization")).isEmpty();
            assertThat(answer.headers().values("x-dheera-request-id"))
                    .containsExactly(gateway.takeRecord().requestId());
        }
    }

    private static MessageCountTokensParams tokensToCount() {
        return MessageCountTokensParams.builder()
                .model("claude-haiku-4-5")
                .addUserMessage("Lima")
                .build();
    }

    private static BatchCreateParams batch() {
        return BatchCreateParams.builder()
                .addRequest(BatchCreateParams.Request.builder()
                        .customId("peru")
                        .params(BatchCreateParams.Request.Params.builder()
                                .model("claude-haiku-4-5")
                                .maxTokens(100)
                                .addUserMessage("Lima")
                                .build())
                        .build())
                .build();
    }

    private static com.anthropic.core.MultipartField<InputStream> anthropicFile() {
        return com.anthropic.core.MultipartField.<InputStream>builder()
                .value(new ByteArrayInputStream(TOWNS))
                .filename("towns.csv")
                .contentType("text/csv")
                .build();
    }

    private static com.openai.core.MultipartField<InputStream> openAiFile(String name) {
        return com.openai.core.MultipartField.<InputStream>builder()
                .value(new ByteArrayInputStream(TOWNS))
                .filename(name)
                .contentType("application/octet-stream")
                .build();
    }

    private static ResponseCreateParams question() {
        return ResponseCreateParams.builder()
                .model("gpt-5-mini")
                .input("Which town is the capital of Peru?")
                .build();
    }

    private static SpeechCreateParams words() {
        return SpeechCreateParams.builder()
                .model("gpt-4o-mini-tts")
                .voice("alloy")
                .input("Lima")
                .build();
    }

    /** Every byte there is, in no order. */
    private static byte[] speech() {
        byte[] bytes = new byte[20_000];
        new Random(4).nextBytes(bytes);
        return bytes;
    }

    private static String hex(InputStream body) {
        try {
            return HexFormat.of().formatHex(body.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
            packing.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }
}
