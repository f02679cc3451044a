/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.keys.AuditLog;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The admin API over a key store among the beans, let through by Spring Security. */
@Timeout(60)
class AdminApiTest {

    private static final String ADMIN = "x-api-key: sk-dheera-of-the-operator";
    private static final String JSON = "Content-Type: application/json";

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        IssuingKeyStore issued() {
            return IssuingKeyStore.inMemory(AuditLog.slf4j(), InstantSource.system());
        }

        @Bean
        KeyStore operators() {
            VirtualKey operator = VirtualKey.withId("operator").admin(true).build();
            return KeyStore.inMemory(Map.of(PresentedKey.sha256("sk-dheera-of-the-operator"), operator));
        }

        @Bean
        SecurityFilterChain admin(HttpSecurity http) throws Exception {
            return http.securityMatcher("/_dheera/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }
    }

    @Test
    void aKeyThatIsIssuedThereWorksAtOnce() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start();
                HostApplication application = HostApplication.start(
                        Beans.class,
                        "dheera.passthrough.admin-path=/_dheera/admin",
                        "dheera.passthrough.providers.anthropic.api-key=sk-ant",
                        "dheera.passthrough.providers.anthropic.upstream=" + upstream.url());
                RawClient stranger = RawClient.connect(application.port()).timeout(Duration.ofSeconds(10));
                RawClient client = RawClient.connect(application.port()).timeout(Duration.ofSeconds(10))) {
            byte[] key = "{\"id\":\"bob-1\",\"owner\":\"bob\"}".getBytes(UTF_8);
            assertThat(stranger.post("/_dheera/admin/keys", key, JSON, "x-api-key: sk-dheera-of-nobody")
                            .status())
                    .isEqualTo(401);
            Answer issued = client.post("/_dheera/admin/keys", key, JSON, ADMIN);
            assertThat(issued.status()).as(issued.body().text()).isEqualTo(201);
            String secret = JsonParser.parseString(issued.body().text())
                    .getAsJsonObject()
                    .get("secret")
                    .getAsString();
            assertThat(client.get("/llm/anthropic/v1/models", "x-api-key: " + secret)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void thereIsNoneUnlessItsPathIsSet() throws Exception {
        try (HostApplication application =
                        HostApplication.start(Beans.class, "dheera.passthrough.providers.anthropic.api-key=sk-ant");
                RawClient client = RawClient.connect(application.port()).timeout(Duration.ofSeconds(10))) {
            Answer answer = client.get("/_dheera/admin/keys", ADMIN);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.head().first("x-dheera-error")).isEmpty();
        }
    }
}
