/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.DeadPort;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.quickstart.standin.StandIn;
import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.Message;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.openai.client.OpenAIClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process under a configuration file that uses all there is to configure. */
class ConfiguredTest {

    private static final List<String> MEMBERS = List.of(
            "requestId",
            "startedAt",
            "firstByteMs",
            "durationMs",
            "keyId",
            "owner",
            "team",
            "tags",
            "provider",
            "route",
            "method",
            "path",
            "model",
            "servedModel",
            "status",
            "outcome",
            "error",
            "streamed",
            "requestBytes",
            "responseBytes",
            "usage",
            "usageSource",
            "costUsd",
            "pricing",
            "credentialId",
            "attempts",
            "upstreamRequestId",
            "clientAddress");

    private static final String KEYS = """
            { "id": "full", "secret": "sk-dheera-full", "owner": "alice", "team": "team-a", "tags": { "app": "chat" },
              "enabled": true, "expiresAt": "2099-01-01T00:00:00Z",
              "providers": ["anthropic", "openai", "my-own", "search", "away"], "models": ["claude-*", "gpt-5*"],
              "routes": ["POST *"], "networks": ["127.0.0.0/8"],
              "budgets": [ { "usd": "10.00", "per": "day", "zone": "UTC", "scope": "key" } ],
              "requestsPerMinute": 6000, "tokensPerMinute": 1000000, "parallelRequests": 10 },
            { "id": "open", "sha256": "%s" },
            { "id": "openai-only", "secret": "sk-dheera-openai-only", "providers": ["openai"] },
            { "id": "slow", "secret": "sk-dheera-slow", "requestsPerMinute": 1 },
            { "id": "old", "secret": "sk-dheera-old", "expiresAt": "2020-01-01T00:00:00Z" }
            """.formatted(ai.dheera.passthrough.PresentedKey.sha256("sk-dheera-open"));

    @TempDir
    static Path directory;

    private static StandIn standIn;
    private static ScriptedUpstream search;
    private static DeadPort deadPort;
    private static Path file;
    private static Path usage;
    private static QuickstartProcess quickstart;
    private static int seen;

    @BeforeAll
    static void start() throws Exception {
        standIn = StandIn.start();
        search = ScriptedUpstream.start().answerWith(Answers.json("{\"found\":3}"));
        deadPort = DeadPort.refusing();
        file = directory.resolve("gateway.json");
        usage = directory.resolve("usage.jsonl");
        Files.writeString(directory.resolve("secret"), standIn.secret());
        Files.writeString(directory.resolve("prices.json"), "[]");
        Files.writeString(file, configuration(KEYS));
        quickstart = QuickstartProcess.start(
                directory, Map.of("STAND_IN_SECRET", standIn.secret()), "--config", file.toString());
    }

    private static String configuration(String keys) {
        return """
                {
                  "providers": {
                    "anthropic": {
                      "upstream": "%s", "credentials": [ { "id": "main", "apiKey": "${env:STAND_IN_SECRET}", "weight": 1 } ],
                      "timeouts": { "connect": "PT5S", "firstByte": "PT10M", "idle": "PT5M", "total": "PT1H" }
                    },
                    "openai": { "upstream": "%s/v1", "credentials": [ { "apiKey": "${file:%s}" } ] },
                    "my-own": { "like": "openai", "upstream": "%s", "credentials": [ { "apiKey": "wrong" } ] },
                    "search": {
                      "upstream": "%s/api", "credentials": [ { "header": "X-Api-Key", "apiKey": "search-secret" } ],
                      "headers": { "X-Team": "gateway" }, "query": { "version": "2" },
                      "routes": [ { "method": "POST", "path": "/query", "costUsd": "0.002" } ]
                    },
                    "away": { "like": "anthropic", "upstream": "%s", "credentials": [ { "apiKey": "away-secret" } ] }
                  },
                  "keys": [ %s ],
                  "usage": { "jsonl": "%s" },
                  "prices": "%s",
                  "shutdownGrace": "PT5S"
                }""".formatted(
                        standIn.upstream("anthropic").orElseThrow(),
                        standIn.upstream("openai").orElseThrow(),
                        directory.resolve("secret"),
                        standIn.upstream("openai").orElseThrow(),
                        search.url(),
                        "http://127.0.0.1:" + deadPort.port(),
                        keys,
                        usage,
                        directory.resolve("prices.json"));
    }

    @AfterAll
    static void stop() throws Exception {
        quickstart.close();
        standIn.close();
        search.close();
        deadPort.close();
    }

    @BeforeEach
    void forgetWhatWasBefore() throws IOException {
        seen = Files.exists(usage) ? records().size() : 0;
    }

    @AfterEach
    void noSecretGetsOut() throws IOException {
        assertThat(quickstart.out() + "\n" + quickstart.err() + "\n" + Files.readString(usage))
                .doesNotContain(standIn.secret(), "search-secret", "away-secret")
                .doesNotContain("sk-dheera-");
    }

    private static AnthropicClient anthropic(String provider, String key) {
        return Sdks.anthropic(quickstart.address() + "/" + provider, key);
    }

    private static OpenAIClient openAi(String provider, String key) {
        return Sdks.openAi(quickstart.address() + "/" + provider + "/v1", key);
    }

    /** The record of the exchange that was the only one since the last call; written within a second of its end. */
    private static JsonObject awaitRecord() throws IOException {
        List<JsonObject> fresh = new ArrayList<>();
        await().untilAsserted(() -> {
            fresh.clear();
            records().stream().skip(seen).forEach(fresh::add);
            assertThat(fresh).hasSize(1);
        });
        seen++;
        JsonObject record = fresh.get(0);
        Instant end = Instant.parse(text(record, "startedAt"))
                .plusMillis(record.get("durationMs").getAsLong());
        assertThat(Files.getLastModifiedTime(usage).toInstant()).isBetween(end.minusMillis(10), end.plusSeconds(1));
        return record;
    }

    private static List<JsonObject> records() throws IOException {
        return Files.readAllLines(usage).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static void assertRefused(String keyId, int status, String error) throws IOException {
        JsonObject record = awaitRecord();
        assertThat(record.get("keyId").getAsString()).isEqualTo(keyId);
        assertThat(record.get("status").getAsInt()).isEqualTo(status);
        assertThat(record.get("error").getAsString()).isEqualTo(error);
    }

    @Test
    void standardOutputHasNothingButTheLineThatSaysWhereItListens() {
        assertThat(quickstart.out().lines()).containsExactly("listening on " + quickstart.address());
    }

    @Test
    void aRecordHasExactlyTheMembersOfTheContract() throws Exception {
        anthropic("anthropic", "sk-dheera-full").messages().create(Sdks.message("Hello"));
        assertThat(awaitRecord().keySet()).containsExactlyInAnyOrderElementsOf(MEMBERS);
    }

    @Test
    void aMessageComesThroughAndItsRecordSaysWhoseItWas() throws Exception {
        Instant before = Instant.now();
        Message message = anthropic("anthropic", "sk-dheera-full").messages().create(Sdks.message("Hello"));
        assertThat(message.content().get(0).asText().text()).endsWith("You said: Hello");

        JsonObject record = awaitRecord();
        assertThat(Instant.parse(text(record, "startedAt"))).isBetween(before.minusMillis(1), Instant.now());
        assertThat(text(record, "keyId")).isEqualTo("full");
        assertThat(text(record, "owner")).isEqualTo("alice");
        assertThat(text(record, "team")).isEqualTo("team-a");
        assertThat(record.get("tags").toString()).isEqualTo("{\"app\":\"chat\"}");
        assertThat(text(record, "provider")).isEqualTo("anthropic");
        assertThat(text(record, "route")).isEqualTo("/v1/messages");
        assertThat(text(record, "method")).isEqualTo("POST");
        assertThat(text(record, "path")).isEqualTo("/anthropic/v1/messages");
        assertThat(text(record, "model")).isEqualTo("claude-haiku-4-5");
        assertThat(text(record, "outcome")).isEqualTo("completed");
        assertThat(record.get("error").isJsonNull()).isTrue();
        assertThat(text(record, "credentialId")).isEqualTo("main");
        assertThat(record.get("attempts").getAsInt()).isOne();
        assertThat(text(record, "clientAddress")).isEqualTo("127.0.0.1");
    }

    @Test
    void anAnswerNamesItsRecord() throws Exception {
        var params = Sdks.message("Hello");
        try (var answer = anthropic("anthropic", "sk-dheera-full")
                .messages()
                .withRawResponse()
                .create(params)) {
            assertThat(answer.headers().values("x-dheera-request-id"))
                    .containsExactly(text(awaitRecord(), "requestId"));
        }
    }

    private static String text(JsonObject record, String member) {
        return record.get(member).getAsString();
    }

    @Test
    void aKeyWithoutTheProviderRaisesPermissionDeniedException() throws Exception {
        assertThatThrownBy(() -> anthropic("anthropic", "sk-dheera-openai-only")
                        .messages()
                        .create(Sdks.message("Hello")))
                .isInstanceOf(com.anthropic.errors.PermissionDeniedException.class);
        assertRefused("openai-only", 403, "provider_not_allowed");
    }

    @Test
    void aModelThatTheKeyMayNotUseRaisesPermissionDeniedException() throws Exception {
        var params = Sdks.chat("Hello").toBuilder().model("o3-mini").build();
        assertThatThrownBy(() ->
                        openAi("openai", "sk-dheera-full").chat().completions().create(params))
                .isInstanceOf(com.openai.errors.PermissionDeniedException.class);
        assertRefused("full", 403, "model_not_allowed");
    }

    @Test
    void anExpiredKeyRaisesUnauthorizedException() throws Exception {
        assertThatThrownBy(() -> openAi("openai", "sk-dheera-old").models().list())
                .isInstanceOf(com.openai.errors.UnauthorizedException.class);
        JsonObject record = awaitRecord();
        assertThat(text(record, "error")).isEqualTo("key_expired");
        assertThat(record.get("status").getAsInt()).isEqualTo(401);
    }

    @Test
    void theSecondRequestInAMinuteOfAKeyThatMayMakeOneRaisesRateLimitException() throws Exception {
        OpenAIClient client = openAi("openai", "sk-dheera-slow");
        assertThat(client.models().list().items()).isNotEmpty();
        awaitRecord();

        assertThatThrownBy(() -> client.models().list()).isInstanceOf(com.openai.errors.RateLimitException.class);
        assertRefused("slow", 429, "rate_limited");
    }

    @Test
    void anUpstreamThatCannotBeReachedRaisesInternalServerException() throws Exception {
        assertThatThrownBy(() -> anthropic("away", "sk-dheera-open").messages().create(Sdks.message("Hello")))
                .isInstanceOf(com.anthropic.errors.InternalServerException.class);
        JsonObject record = awaitRecord();
        assertThat(text(record, "outcome")).isEqualTo("upstream_unreachable");
        assertThat(text(record, "error")).isEqualTo("upstream_unreachable");
        assertThat(record.get("status").getAsInt()).isEqualTo(500);
    }

    @Test
    void aCredentialThatTheProviderRefusesIsTheProvidersAnswer() throws Exception {
        assertThatThrownBy(() -> openAi("my-own", "sk-dheera-open").models().list())
                .isInstanceOf(com.openai.errors.UnauthorizedException.class);
        JsonObject record = awaitRecord();
        assertThat(text(record, "outcome")).isEqualTo("completed");
        assertThat(record.get("error").isJsonNull()).isTrue();
    }

    @Test
    void anEndpointOfOnesOwnIsCalledWithItsHeadersAndChargedItsPrice() throws Exception {
        try (RawClient client = RawClient.connect(quickstart.address())) {
            byte[] body = "{\"q\":\"gateway\"}".getBytes(StandardCharsets.UTF_8);
            var answer = client.post("/search/query?key=sk-dheera-open&page=1", body, "Content-Type: application/json");
            assertThat(answer.status()).isEqualTo(200);
        }
        ReceivedRequest received = search.takeRequest(Duration.ofSeconds(5));
        assertThat(received.head().startLine())
                .startsWith("POST /api/query?page=1")
                .doesNotContain("sk-dheera");
        assertThat(received.header("X-Api-Key")).contains("search-secret");
        assertThat(received.header("X-Team")).contains("gateway");

        JsonObject record = awaitRecord();
        assertThat(text(record, "costUsd")).isEqualTo("0.002");
        assertThat(text(record, "pricing")).isEqualTo("fixed");
        assertThat(text(record, "path")).isEqualTo("/search/query?page=1");
    }

    @Test
    void aValidChangeIsInForceWithinTwoSecondsAndAnInvalidOneIsIgnored() throws Exception {
        OpenAIClient late = openAi("openai", "sk-dheera-late");
        assertThatThrownBy(() -> late.models().list()).isInstanceOf(com.openai.errors.UnauthorizedException.class);
        awaitRecord();

        replace(configuration(KEYS + ", { \"id\": \"late\", \"secret\": \"sk-dheera-late\" }"));
        await().atMost(Duration.ofSeconds(2))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(late.models().list().items()).isNotEmpty());

        replace(configuration(KEYS).replace("\"shutdownGrace\": \"PT5S\"", "\"shutdownGrace\": \"soon\""));
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(quickstart.err().lines())
                        .anySatisfy(line -> assertThat(line).contains(file + ": $.shutdownGrace: ")));
        assertThat(late.models().list().items()).isNotEmpty();
        awaitQuiet();
    }

    /** As orchestrators and careful editors do it, so that nobody sees half a file. */
    private static void replace(String configuration) throws IOException {
        Path next = Files.writeString(directory.resolve("gateway.json.next"), configuration);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** All exchanges so far are recorded, however many they were. */
    private static void awaitQuiet() {
        await().untilAsserted(() -> assertThat(records())
                .last()
                .satisfies(record -> assertThat(text(record, "keyId")).isEqualTo("late")));
        await().during(Duration.ofMillis(300)).until(() -> {
            boolean same = records().size() == seen;
            seen = records().size();
            return same;
        });
    }
}
