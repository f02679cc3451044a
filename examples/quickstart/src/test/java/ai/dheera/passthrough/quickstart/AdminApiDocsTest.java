/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the admin API's page, run one after the other. */
class AdminApiDocsTest {

    private static final Pattern EXAMPLE =
            Pattern.compile("```sh\n(?<command>.*?)```\n(?:\n```json\n(?<answer>.*?)```)?", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void everyExampleIsAnsweredAsThePageSays() throws Exception {
        Shell.assumeThereIs("curl");
        Path config = Files.writeString(
                directory.resolve("gateway.json"), """
                {
                  "keys": [ { "id": "ops", "secret": "sk-dheera-ops", "admin": true } ],
                  "keyStore": { "jdbc": { "url": "%1$s", "createSchema": "true" } },
                  "usage": { "jdbc": { "url": "%1$s", "createSchema": "true" } },
                  "adminApi": true
                }""".formatted("jdbc:h2:file:" + directory.resolve("gateway")));
        try (QuickstartProcess quickstart =
                QuickstartProcess.start(directory, Map.of(), "--config", config.toString())) {
            String setting = "GATEWAY=" + quickstart.address() + "\nADMIN_KEY=sk-dheera-ops\n";
            Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("../../docs/admin-api.md")));
            int count = 0;
            for (; examples.find(); count++) {
                String command = examples.group("command");
                String answer = String.join(
                        "\n", Shell.run(setting + command, directory).lines());
                Optional<String> shown = Optional.ofNullable(examples.group("answer"));
                assertThat(form(answer)).as(command).isEqualTo(form(shown.orElse("")));
            }
            assertThat(count).isEqualTo(9);
        }
    }

    @Test
    void theApiIsOffUnlessTheConfigurationSwitchesItOn() throws Exception {
        Shell.assumeThereIs("curl");
        Path config = Files.writeString(
                directory.resolve("gateway.json"), """
                {
                  "keys": [ { "id": "ops", "secret": "sk-dheera-ops", "admin": true } ],
                  "keyStore": { "jdbc": { "url": "%s", "createSchema": "true" } }
                }""".formatted("jdbc:h2:file:" + directory.resolve("gateway")));
        try (QuickstartProcess quickstart =
                QuickstartProcess.start(directory, Map.of(), "--config", config.toString())) {
            String answer = String.join(
                    "\n",
                    Shell.run(
                                    "curl -sS -i -H 'x-api-key: sk-dheera-ops' " + quickstart.address()
                                            + "/_dheera/admin/keys",
                                    directory)
                            .lines());
            assertThat(answer).contains(" 404 ", "x-dheera-error: unknown_route");
        }
    }

    /** Times and secrets differ, all else is as shown. */
    private static Object form(String json) {
        return json.isBlank() ? "nothing" : form(JsonParser.parseString(json));
    }

    private static Object form(JsonElement json) {
        if (json.isJsonObject()) {
            Map<String, Object> members = new TreeMap<>();
            json.getAsJsonObject().asMap().forEach((name, value) -> members.put(name, form(value)));
            return members;
        }
        if (json.isJsonArray()) {
            return json.getAsJsonArray().asList().stream()
                    .map(AdminApiDocsTest::form)
                    .toList();
        }
        return json.toString().matches("\"(sk-dheera-.*|2026-11-2[23]T.*|20..-..-..T.*[.].*Z)\"")
                ? "varies"
                : json.toString();
    }
}
