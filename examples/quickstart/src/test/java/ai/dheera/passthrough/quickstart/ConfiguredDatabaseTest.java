/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.quickstart.standin.StandIn;
import com.openai.client.OpenAIClient;
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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process whose configuration file names a database for usage. */
class ConfiguredDatabaseTest {

    private static final String PASSWORD = "hush-of-the-database-4711";

    @TempDir
    Path directory;

    @Test
    void usageIsKeptInItAndReportedToAdmins() throws Exception {
        try (StandIn standIn = StandIn.start();
                QuickstartProcess quickstart = start(standIn)) {
            OpenAIClient client = Sdks.openAi(quickstart.address() + "/openai/v1", "sk-dheera-user");
            for (int i = 0; i < 3; i++) {
                client.chat().completions().create(Sdks.chat("Good evening"));
            }

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(
                                    report(quickstart, "sk-dheera-admin").body())
                            .contains("\"team\":\"red\",\"model\":\"gpt-5-mini\",\"exchanges\":3,\"unpriced\":0,"));
            assertThat(report(quickstart, "sk-dheera-user").statusCode()).isEqualTo(403);

            quickstart.terminate();
            assertThat(quickstart.exitStatus()).isZero();
            assertThat(quickstart.err().toString() + quickstart.out()).doesNotContain(PASSWORD);
        }
        assertThat(count()).isEqualTo(3);
    }

    private QuickstartProcess start(StandIn standIn) throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.json"), """
                {
                  "providers": { "openai": { "upstream": "%s/v1", "credentials": [ { "apiKey": "%s" } ] } },
                  "keys": [ { "id": "user", "secret": "sk-dheera-user", "team": "red" },
                            { "id": "admin", "secret": "sk-dheera-admin", "admin": true } ],
                  "usage": { "jdbc": { "url": "%s", "user": "gateway", "password": "${env:DATABASE_PASSWORD}",
                                       "createSchema": "true" } }
                }""".formatted(
                        standIn.upstream("openai").orElseThrow(), standIn.secret(), url()));
        return QuickstartProcess.start(directory, Map.of("DATABASE_PASSWORD", PASSWORD), "--config", file.toString());
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("usage");
    }

    private static HttpResponse<String> report(QuickstartProcess quickstart, String key) throws Exception {
        URI uri = quickstart.address().resolve("/_dheera/usage?by=team,model");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + key)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int count() throws Exception {
        try (Connection connection = DriverManager.getConnection(url(), "gateway", PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM dheera_usage")) {
            row.next();
            return row.getInt(1);
        }
    }
}
