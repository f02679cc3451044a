/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.Provider;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.fixtures.DeadPort;
import ai.dheera.passthrough.fixtures.RawClient;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorListsTest {

    /** Google answers a stream that is a JSON array with a JSON array, also where it fails. */
    @ParameterizedTest
    @CsvSource({
        "wrong, :streamGenerateContent,               true,  401",
        "right, :streamGenerateContent,               true,  500",
        "right, :streamGenerateContent?alt=json,      true,  500",
        "wrong, :streamGenerateContent?alt=sse,       false, 401",
        "right, :streamGenerateContent?a=b&alt=sse,   false, 500",
        "right, :generateContent,                     false, 500"
    })
    void errorsAreListedWhereTheAnswerWouldBe(String key, String call, boolean listed, int status) throws Exception {
        try (DeadPort nowhere = DeadPort.refusing();
                MountedGateway gateway = MountedGateway.of(MountedGateway.builder(nowhere.url(), Timeouts.DEFAULT)
                        .providers(ProviderRegistry.of(gemini(nowhere.url()))));
                RawClient client = gateway.client()) {
            String header = "x-goog-api-key: " + (key.equals("right") ? MountedGateway.KEY : "sk-none");

            String body = client.post("/gemini/v1beta/models/gemini-x" + call, new byte[0], header)
                    .body()
                    .text();

            JsonElement answer = JsonParser.parseString(body);
            assertThat(answer.isJsonArray()).isEqualTo(listed);
            JsonElement error = listed ? answer.getAsJsonArray().get(0) : answer;
            assertThat(error.getAsJsonObject()
                            .getAsJsonObject("error")
                            .get("code")
                            .getAsInt())
                    .isEqualTo(status);
        }
    }

    private static Provider gemini(URI upstream) {
        return ProviderRegistry.builtIn("gemini", upstream, Credential.apiKey("main", MountedGateway.SECRET));
    }
}
