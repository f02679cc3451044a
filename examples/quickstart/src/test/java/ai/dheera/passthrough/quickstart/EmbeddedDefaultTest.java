/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.fixtures.RawClient;
import com.anthropic.client.AnthropicClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.models.ModelInfo;
import com.openai.client.OpenAIClient;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedDefaultTest {

    private static final Duration TIME_OF_TEN_WORDS = Duration.ofMillis(300);
    private static final String ECHO = "Your request came through. You said: ";

    @TempDir
    static Path directory;

    private static QuickstartProcess quickstart;
    private static Database database;
    private static AnthropicClient anthropic;
    private static OpenAIClient openAi;

    @BeforeAll
    static void start() throws Exception {
        quickstart = QuickstartProcess.start(directory, Map.of());
        database = Database.of(quickstart);
        anthropic = Sdks.anthropic(exported("ANTHROPIC_BASE_URL"), exported("ANTHROPIC_API_KEY"));
        openAi = Sdks.openAi(exported("OPENAI_BASE_URL"), exported("OPENAI_API_KEY"));
    }

    private static String exported(String variable) {
        return quickstart.out().find("export .*\\b" + variable + "=(\\S+).*").orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
        quickstart.close();
    }

    @BeforeEach
    void forgetWhatWasBefore() throws Exception {
        database.see();
    }

    @AfterEach
    void noSecretGetsOut() {
        assertThat(quickstart.err().toString())
                .doesNotContain(quickstart.key())
                .doesNotContain("sk-dheera-wrong")
                .doesNotContainPattern("stand-in-[0-9a-f]{8}");
        assertThat(quickstart.out().toString()).doesNotContainPattern("stand-in-[0-9a-f]{8}");
    }

    @Test
    void theGreetingIsFollowedByTheLineThatSaysWhereItListens() {
        List<String> lines = quickstart.out().lines();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("listening on " + quickstart.address());
        assertThat(quickstart.address().getHost()).isEqualTo("127.0.0.1");
        assertThat(quickstart.key()).isEqualTo(exported("ANTHROPIC_API_KEY")).isEqualTo(exported("OPENAI_API_KEY"));
    }

    @Test
    void aMessageComesThrough() {
        Message message = anthropic.messages().create(Sdks.message("Good morning"));

        assertThat(text(message)).endsWith(ECHO + "Good morning");
        assertThat(message.usage().inputTokens()).isEqualTo(2);
        assertRecorded("anthropic", "/v1/messages", "claude-haiku-4-5", false);
    }

    @Test
    void aStreamedMessageComesThrough() {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (var stream = anthropic.messages().createStreaming(Sdks.message("Good morning"))) {
            stream.stream().forEach(accumulator::accumulate);
        }

        assertThat(text(accumulator.message())).endsWith(ECHO + "Good morning");
        assertThat(accumulator.message().usage().outputTokens()).isEqualTo(13);
        assertRecorded("anthropic", "/v1/messages", "claude-haiku-4-5", true);
    }

    private static String text(Message message) {
        return message.content().get(0).asText().text();
    }

    @Test
    void tokensAreCounted() {
        MessageCountTokensParams params = MessageCountTokensParams.builder()
                .model("claude-haiku-4-5")
                .addUserMessage("one two three")
                .build();

        assertThat(anthropic.messages().countTokens(params).inputTokens()).isEqualTo(3);
        assertRecorded("anthropic", "/v1/messages/count_tokens", "claude-haiku-4-5", false);
    }

    @Test
    void theModelsOfAnthropicAreListed() {
        List<ModelInfo> models = anthropic.models().list().items();
        assertThat(models).extracting(ModelInfo::id).contains("claude-haiku-4-5");
        assertRecorded("anthropic", "/v1/models", null, false);

        assertThat(anthropic.models().retrieve("claude-haiku-4-5").id()).isEqualTo("claude-haiku-4-5");
        assertRecorded("anthropic", "/v1/models/{model_id}", "claude-haiku-4-5", false);
    }

    @Test
    void aChatCompletionComesThrough() {
        ChatCompletion completion = openAi.chat().completions().create(Sdks.chat("Good evening"));

        assertThat(text(completion)).endsWith(ECHO + "Good evening");
        assertRecorded("openai", "/v1/chat/completions", "gpt-5-mini", false);
    }

    @Test
    void aStreamedChatCompletionComesThrough() {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams params = Sdks.chat("Good evening").toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (var stream = openAi.chat().completions().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }

        assertThat(text(accumulator.chatCompletion())).endsWith(ECHO + "Good evening");
        assertThat(accumulator.chatCompletion().usage().orElseThrow().completionTokens())
                .isEqualTo(13);
        assertRecorded("openai", "/v1/chat/completions", "gpt-5-mini", true);
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().get(0).message().content().orElseThrow();
    }

    @Test
    void aResponseComesThrough() {
        Response response = openAi.responses().create(response("Good night"));

        assertThat(text(response)).endsWith(ECHO + "Good night");
        assertRecorded("openai", "/v1/responses", "gpt-5-mini", false);
    }

    @Test
    void aStreamedResponseComesThrough() {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (var stream = openAi.responses().createStreaming(response("Good night"))) {
            stream.stream().forEach(accumulator::accumulate);
        }

        assertThat(text(accumulator.response())).endsWith(ECHO + "Good night");
        assertThat(accumulator.response().usage().orElseThrow().outputTokens()).isEqualTo(13);
        assertRecorded("openai", "/v1/responses", "gpt-5-mini", true);
    }

    private static ResponseCreateParams response(String text) {
        return ResponseCreateParams.builder().model("gpt-5-mini").input(text).build();
    }

    private static String text(Response response) {
        return response.output()
                .get(0)
                .asMessage()
                .content()
                .get(0)
                .asOutputText()
                .text();
    }

    @Test
    void embeddingsComeThrough() {
        EmbeddingCreateParams params = EmbeddingCreateParams.builder()
                .model("text-embedding-3-small")
                .inputOfArrayOfStrings(List.of("a text", "a text", "another"))
                .dimensions(64)
                .build();
        CreateEmbeddingResponse response = openAi.embeddings().create(params);

        List<List<Float>> vectors =
                response.data().stream().map(each -> each.embedding()).toList();
        assertThat(vectors).hasSize(3).allSatisfy(vector -> assertThat(vector).hasSize(64));
        assertThat(vectors.get(0)).isEqualTo(vectors.get(1)).isNotEqualTo(vectors.get(2));
        assertRecorded("openai", "/v1/embeddings", "text-embedding-3-small", false);
    }

    @Test
    void theModelsOfOpenAiAreListed() {
        List<Model> models = openAi.models().list().items();
        assertThat(models).extracting(Model::id).contains("gpt-5-mini");
        assertRecorded("openai", "/v1/models", null, false);

        assertThat(openAi.models().retrieve("gpt-5-mini").id()).isEqualTo("gpt-5-mini");
        assertRecorded("openai", "/v1/models/{model}", "gpt-5-mini", false);
    }

    private static void assertRecorded(String provider, String route, String model, boolean streamed) {
        assertThat(database.awaitNew())
                .containsEntry("key_id", "quickstart")
                .containsEntry("owner", "you")
                .containsEntry("provider", provider)
                .containsEntry("route", route)
                .containsEntry("model", model)
                .containsEntry("streamed", streamed)
                .containsEntry("status", 200)
                .containsEntry("outcome", "completed")
                .containsEntry("error", null)
                .containsEntry("credential_id", "stand-in")
                .containsEntry("attempts", 1)
                .containsEntry("client_address", "127.0.0.1")
                .hasEntrySatisfying(
                        "upstream_request_id", id -> assertThat(id).asString().startsWith("req_"))
                .hasEntrySatisfying(
                        "response_bytes", bytes -> assertThat((Long) bytes).isPositive());
    }

    @Test
    void aWrongKeyRaisesEachSdksOwnUnauthorizedException() {
        AnthropicClient wrongAnthropic = Sdks.anthropic(exported("ANTHROPIC_BASE_URL"), "sk-dheera-wrong");
        assertThatThrownBy(() -> wrongAnthropic.messages().create(Sdks.message("Hi")))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class);
        assertRefused("anthropic", 401, "invalid_key");

        OpenAIClient wrongOpenAi = Sdks.openAi(exported("OPENAI_BASE_URL"), "sk-dheera-wrong");
        assertThatThrownBy(() -> wrongOpenAi.chat().completions().create(Sdks.chat("Hi")))
                .isInstanceOf(com.openai.errors.UnauthorizedException.class);
        assertRefused("openai", 401, "invalid_key");
    }

    @Test
    void anEndpointThatTheProviderHasNotRaisesEachSdksOwnNotFoundException() {
        AnthropicClient lost = Sdks.anthropic(exported("ANTHROPIC_BASE_URL") + "/nowhere", quickstart.key());
        assertThatThrownBy(() -> lost.messages().create(Sdks.message("Hi")))
                .isInstanceOf(com.anthropic.errors.NotFoundException.class);
        assertRefused("anthropic", 404, "unknown_route");

        OpenAIClient lostToo = Sdks.openAi(exported("OPENAI_BASE_URL") + "/nowhere", quickstart.key());
        assertThatThrownBy(() -> lostToo.chat().completions().create(Sdks.chat("Hi")))
                .isInstanceOf(com.openai.errors.NotFoundException.class);
        assertRefused("openai", 404, "unknown_route");
    }

    @Test
    void aProviderThatIsNotThereRaisesTheSdksNotFoundException() {
        AnthropicClient lost = Sdks.anthropic(quickstart.address() + "/nobody", quickstart.key());
        assertThatThrownBy(() -> lost.messages().create(Sdks.message("Hi")))
                .isInstanceOf(com.anthropic.errors.NotFoundException.class);
        assertRefused("nobody", 404, "unknown_provider");
    }

    private static void assertRefused(String provider, int status, String error) {
        assertThat(database.awaitNew())
                .containsEntry("provider", provider)
                .containsEntry("status", status)
                .containsEntry("outcome", "rejected")
                .containsEntry("error", error);
    }

    @Test
    void anErrorOfTheProviderRaisesTheSdksNotFoundException() {
        assertThatThrownBy(() -> openAi.files().list()).isInstanceOf(com.openai.errors.NotFoundException.class);
        assertThat(database.awaitNew()).containsEntry("status", 404).containsEntry("outcome", "completed");
    }

    @Test
    void theCurlLinesOfTheGreetingStreamAsTheyArePrinted() throws Exception {
        Shell.assumeThereIs("curl");
        List<String> commands = quickstart.out().lines().stream()
                .filter(line -> line.startsWith("curl -sSN "))
                .toList();
        assertThat(commands).hasSize(2);

        Shell anthropicEvents = Shell.run(commands.get(0), directory);
        assertThat(anthropicEvents.lines()).contains("event: message_start", "event: message_stop");
        assertThat(anthropicEvents.duration()).isGreaterThan(TIME_OF_TEN_WORDS);
        assertRecorded("anthropic", "/v1/messages", "claude-haiku-4-5", true);

        Shell openAiEvents = Shell.run(commands.get(1), directory);
        assertThat(openAiEvents.lines()).contains("data: [DONE]");
        assertThat(openAiEvents.duration()).isGreaterThan(TIME_OF_TEN_WORDS);
        assertRecorded("openai", "/v1/chat/completions", "gpt-5-mini", true);
    }

    @Test
    void theKeysOfTheGreetingAreIssued() throws Exception {
        Shell.assumeThereIs("curl");
        for (String command : List.of("(java -jar .* keys issue .*)", "(curl .*_dheera/admin/keys.*)")) {
            Shell issued = Shell.run(quickstart.out().find(command).orElseThrow(), directory);
            assertThat(issued.lines()).last().asString().contains("\"secret\":\"sk-dheera-");
        }
    }

    @Test
    void theReportOfTheGreetingShowsWhatWasSpent() throws Exception {
        Shell.assumeThereIs("curl");
        openAi.chat().completions().create(Sdks.chat("Good evening"));
        database.awaitNew();

        Shell report =
                Shell.run(quickstart.out().find("(curl .*_dheera/usage.*)").orElseThrow(), directory);
        assertThat(report.lines().get(0)).isEqualTo("model,day,exchanges,unpriced,inputTokens,outputTokens,costUsd");
        assertThat(report.lines()).anySatisfy(line -> assertThat(line).startsWith("gpt-5-mini,20"));
    }

    @Test
    void theReportIsForAdminsOnly() throws Exception {
        HttpResponse<String> answer = get("/_dheera/usage");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("x-dheera-error")).contains("missing_key");
    }

    @Test
    void theLastLineOfTheGreetingShowsTheUsage() throws Exception {
        openAi.models().list();
        database.awaitNew();

        Shell table = Shell.run(quickstart.out().find("(java -cp .*)").orElseThrow(), directory);
        assertThat(table.lines().get(0)).startsWith("STARTED_AT").contains("| KEY_ID", "| PROVIDER", "| MODEL");
        assertThat(table.lines()).anySatisfy(line -> assertThat(line).contains("| openai ", "| /v1/models "));
    }

    @Test
    void theApplicationsOwnServletIsLeftAlone() throws Exception {
        HttpResponse<String> hello = get("/hello");

        assertThat(hello.statusCode()).isEqualTo(200);
        assertThat(hello.body()).isEqualTo("hello");
        assertThat(hello.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(hello.headers().map()).doesNotContainKeys("server", "x-powered-by", "x-dheera-request-id");
    }

    @Test
    void aProviderThatIsNotThereIsToldInTheGatewaysWords() throws Exception {
        HttpResponse<String> answer = get("/nobody/v1/messages");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("x-dheera-error")).contains("unknown_provider");
        assertThat(answer.body()).contains("\"unknown_provider\"");
        database.awaitNew();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        URI uri = quickstart.address().resolve(path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/anthropic/v1/../messages",
                "/anthropic/v1/%2e%2e/messages",
                "/anthropic/v1/..;/messages",
                "/anthropic/v1//messages",
                "/anthropic/v1%2Fmessages",
                "/anthropic/v1%5Cmessages",
                "/anthropic/v1/models/a%0Ab",
                "/anthropic/../hello"
            })
    void thePathOfAProviderThatCouldMeanSomethingElseIsRefusedByTheGateway(String path) throws Exception {
        assertThat(statusOf(path)).isEqualTo(400);
        assertThat(database.awaitNew()).containsEntry("error", "bad_path").containsEntry("attempts", 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hello/%2e%2e/anthropic/v1/models",
                "/nobody/%2e%2e/hello",
                "/hello/..;/anthropic/v1/models",
                "/anthropic%2Fv1/models",
                "/hello%2Fthere",
                "//anthropic/v1/models"
            })
    void anyOtherPathThatCouldMeanSomethingElseIsRefusedByTheServer(String path) throws Exception {
        assertThat(statusOf(path)).isEqualTo(400);
    }

    @Test
    void anEncodedSlashMayStandInTheNameOfAModel() throws Exception {
        assertThat(statusOf("/anthropic/v1/models/team%2Fclaude")).isEqualTo(404);
        assertThat(database.awaitNew()).containsEntry("outcome", "completed").containsEntry("attempts", 1);
    }

    @Test
    void headersAsLongAsSdksSendThemAreTaken() throws Exception {
        assertThat(statusOf("/anthropic/v1/models", "anthropic-beta: " + "a-feature,".repeat(3_000)))
                .isEqualTo(200);
        database.awaitNew();
    }

    /** Sends the path as it is; HTTP clients put it right. */
    private static int statusOf(String path, String... headerLines) throws IOException {
        List<String> lines = new ArrayList<>(List.of(headerLines));
        lines.add("x-api-key: " + quickstart.key());
        try (RawClient client = RawClient.connect(quickstart.address())) {
            return client.get(path, lines.toArray(new String[0])).status();
        }
    }
}
