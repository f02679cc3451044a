/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line for keys, each command a process of its own. */
class KeysCommandTest {

    private static final Duration REACHED = Duration.ofSeconds(1);
    private static final String PASSWORD = "hush-of-the-database-4711";

    @TempDir
    Path directory;

    @Test
    void keysOfTheEmbeddedDefaultAreIssuedAndChangedWhileItRuns() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(directory, Map.of())) {
            JsonObject issued =
                    key("issue", "--id", "alice-1", "--owner", "alice", "--models", "gpt-5*", "--tag", "a=b");
            String secret = issued.get("secret").getAsString();
            assertThat(status(quickstart, secret)).isEqualTo(200);

            JsonObject rotated = key("rotate", "alice-1", "--overlap", "PT0S");
            await().atMost(REACHED).until(() -> status(quickstart, secret) == 401);
            String second = rotated.get("secret").getAsString();
            assertThat(status(quickstart, second)).isEqualTo(200);
            key("disable", "alice-1");
            await().atMost(REACHED).until(() -> status(quickstart, second) == 401);
            key("enable", "alice-1");
            await().atMost(REACHED).until(() -> status(quickstart, second) == 200);

            JsonObject changed = key("change", "alice-1", "--clear", "models", "--budget", "1/day", "--team", "red");
            assertThat(changed.has("models")).isFalse();
            assertThat(key("show", "alice-1")).isEqualTo(changed);
            assertThat(lines(0, "list", "--team", "red")).hasSize(1);
            assertThat(lines(0, "list", "--team", "blue")).isEmpty();
            assertThat(lines(0, "delete", "alice-1")).isEmpty();
            await().atMost(REACHED).until(() -> status(quickstart, second) == 401);
            assertThat(audit(Database.url(quickstart)))
                    .containsExactly("issue", "rotate", "disable", "enable", "change", "delete");
            assertThat(quickstart.out() + "\n" + quickstart.err()).doesNotContain(secret, second);
        }
    }

    @Test
    void budgetsOfTheEmbeddedDefaultAreToldAndResetWhileItRuns() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(directory, Map.of())) {
            String secret = key(
                            "issue",
                            "--id",
                            "bob-1",
                            "--owner",
                            "bob",
                            "--budget",
                            "0.0001/day",
                            "--budget",
                            "7/total/owner")
                    .get("secret")
                    .getAsString();
            await().atMost(Duration.ofSeconds(10)).until(() -> chat(quickstart, secret) == 429);

            List<String> before = lines(0, "budgets", "bob-1");
            assertThat(before).hasSize(2);
            JsonObject day = JsonParser.parseString(before.get(0)).getAsJsonObject();
            assertThat(day.get("spentUsd").getAsBigDecimal()).isGreaterThanOrEqualTo(new BigDecimal("0.0001"));
            assertThat(day.get("remainingUsd").getAsString()).isEqualTo("0");
            String name = day.get("name").getAsString();
            assertThat(name).isEqualTo("spend key day: bob-1");

            List<String> after = lines(0, "reset", "bob-1", name);
            assertThat(JsonParser.parseString(after.get(0))
                            .getAsJsonObject()
                            .get("spentUsd")
                            .getAsString())
                    .isEqualTo("0");
            assertThat(after.get(1)).isEqualTo(before.get(1));
            assertThat(chat(quickstart, secret)).isEqualTo(200);
            assertThat(audit(Database.url(quickstart))).containsExactly("issue", "reset_budget");

            assertThat(errors(2, "reset", "bob-1", "mine"))
                    .contains("'mine' is none of the budgets of the key 'bob-1'");
            assertThat(errors(1, "budgets", "nobody")).contains("There is no key 'nobody'.");
        }
    }

    @Test
    void budgetsThatAGatewayCountsInItsMemoryAreNotToldHere() throws Exception {
        String store = """
                , "keyStore": { "jdbc": { "url": "%s", "user": "gateway", "password": "${env:KEY_DB_PASSWORD}",
                                          "createSchema": "true" } }""".formatted(url());
        String saved = ", \"limits\": { \"file\": \"spend.json\" }";
        assertThat(errors(2, "budgets", "a", "--config", config(store))).contains("ask its admin API");
        assertThat(errors(2, "budgets", "a", "--config", config(store + saved))).contains("ask its admin API");
    }

    @Test
    void keysAreIssuedInTheStoreOfAConfigurationFile() throws Exception {
        String config = config("""
                , "keyStore": { "jdbc": { "url": "%s", "user": "gateway", "password": "${env:KEY_DB_PASSWORD}",
                                          "createSchema": "true" } }""".formatted(url()));
        JsonObject issued =
                key("issue", "--config", config, "--json", "{\"tags\":{\"app\":\"chat\"}}", "--owner", "bob");

        assertThat(issued.get("id").getAsString()).startsWith("key-");
        assertThat(issued.getAsJsonObject("tags").get("app").getAsString()).isEqualTo("chat");
        assertThat(lines(0, "--config", config, "list")).hasSize(1);
        try (Connection connection = DriverManager.getConnection(url(), "gateway", PASSWORD)) {
            assertThat(audit(connection)).containsExactly("issue");
        }
    }

    private String config(String more) throws Exception {
        return Files.writeString(directory.resolve("gateway.json"), "{ \"keys\": []" + more + " }")
                .toString();
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("keys");
    }

    @Test
    void whatIsNotThereIsNotDone() throws Exception {
        key("issue", "--id", "a");
        assertThat(errors(1, "issue", "--id", "a")).contains("There is a key 'a' already");
        assertThat(errors(1, "show", "b")).contains("There is no key 'b'.");
        assertThat(errors(1, "delete", "b")).contains("There is no key 'b'.");
    }

    @Test
    void aStoreThatCannotBeUsedIsToldWithoutItsPassword() throws Exception {
        assertThat(errors(2, "list", "--config", config(""))).contains("names no \"keyStore\"");
        String away = config("""
                , "keyStore": { "jdbc": { "url": "jdbc:h2:tcp://127.0.0.1:1/keys", "user": "gateway",
                                          "password": "${env:KEY_DB_PASSWORD}" } }""");
        assertThat(errors(1, "list", "--config", away)).isNotBlank().doesNotContain(PASSWORD);
        assertThat(errors(2, "list", "--config", directory.resolve("none.json").toString()))
                .contains("none.json: $: the file cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ishue",
                "issue --owner",
                "issue --budget ten",
                "issue --budget ten/day",
                "issue --networks localhost",
                "issue --id ../a",
                "issue --json {",
                "issue --requests-per-minute many",
                "change a --clear nonsense",
                "rotate a",
                "rotate a --overlap 1h",
                "show",
                "budgets",
                "reset a"
            })
    void whatCannotBeFollowedEndsWithStatus2(String arguments) throws Exception {
        assertThat(errors(2, arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isNotBlank();
    }

    @Test
    void helpIsAtHand() throws Exception {
        assertThat(lines(0, "--help"))
                .anyMatch(line -> line.startsWith("Usage: java -jar quickstart.jar keys"))
                .anyMatch(line -> line.matches(" *rotate .*"));
        assertThat(String.join("\n", lines(0, "issue", "--help"))).contains("--parallel-requests");
    }

    private JsonObject key(String... arguments) throws Exception {
        List<String> lines = lines(0, arguments);
        assertThat(lines).hasSize(1);
        return JsonParser.parseString(lines.get(0)).getAsJsonObject();
    }

    private List<String> lines(int status, String... arguments) throws Exception {
        try (QuickstartProcess command = run(arguments)) {
            assertThat(command.exitStatus()).as(command.err().toString()).isEqualTo(status);
            return command.out().lines();
        }
    }

    private String errors(int status, String... arguments) throws Exception {
        try (QuickstartProcess command = run(arguments)) {
            assertThat(command.exitStatus()).as(command.err().toString()).isEqualTo(status);
            assertThat(command.out().lines()).isEmpty();
            return command.err().toString();
        }
    }

    private QuickstartProcess run(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("keys"));
        all.addAll(List.of(arguments));
        return QuickstartProcess.run(directory, Map.of("KEY_DB_PASSWORD", PASSWORD), all.toArray(String[]::new));
    }

    private static int status(QuickstartProcess quickstart, String secret) throws Exception {
        URI uri = quickstart.address().resolve("/openai/v1/models");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + secret)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static int chat(QuickstartProcess quickstart, String secret) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(quickstart.address().resolve("/openai/v1/chat/completions"))
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"model":"gpt-5","messages":[{"role":"user","content":"Tell me a story."}]}"""))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static List<String> audit(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url)) {
            return audit(connection);
        }
    }

    private static List<String> audit(Connection connection) throws Exception {
        List<String> actions = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT action FROM dheera_audit WHERE done_by = 'command line' ORDER BY change_number")) {
            while (row.next()) {
                actions.add(row.getString(1));
            }
        }
        return actions;
    }
}
