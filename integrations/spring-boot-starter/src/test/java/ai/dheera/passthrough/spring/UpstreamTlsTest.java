/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.TestTls;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A provider has to prove who it is, by the HttpClient that Spring Boot chooses too. */
@Timeout(60)
class UpstreamTlsTest {

    private static final AtomicReference<SSLContext> TRUST = new AtomicReference<>();

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        KeyStore keys() {
            return KeyStore.inMemory(Map.of(
                    PresentedKey.sha256(HostApplication.KEY),
                    VirtualKey.withId("k-1").build()));
        }

        @Bean
        PassThroughBuilderCustomizer trust() {
            return builder -> builder.tls(TRUST.get());
        }
    }

    @Test
    void aTrustedCertificateOfTheRightNameIsGoodEnough() throws Exception {
        try (TestTls tls = TestTls.forLocalhost();
                ScriptedUpstream upstream = ScriptedUpstream.startTls(tls)) {
            assertThat(status(upstream, tls.clientContext())).isEqualTo(200);
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws Exception {
        try (TestTls tls = TestTls.forWrongHost();
                ScriptedUpstream upstream = ScriptedUpstream.startTls(tls)) {
            assertThat(status(upstream, tls.clientContext())).isEqualTo(500);
            assertThat(upstream.requestCount()).isZero();
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        try (TestTls tls = TestTls.forLocalhost();
                ScriptedUpstream upstream = ScriptedUpstream.startTls(tls)) {
            assertThat(status(upstream, SSLContext.getDefault())).isEqualTo(500);
            assertThat(upstream.requestCount()).isZero();
        }
    }

    private static int status(ScriptedUpstream upstream, SSLContext trust) throws Exception {
        TRUST.set(trust);
        try (HostApplication application = HostApplication.start(
                        Beans.class,
                        "dheera.passthrough.providers.openai.api-key=sk",
                        "dheera.passthrough.providers.openai.upstream=" + upstream.url());
                RawClient client = RawClient.connect(application.port()).timeout(Duration.ofSeconds(20))) {
            return client.get("/llm/openai/v1/models", "Authorization: Bearer " + HostApplication.KEY)
                    .status();
        }
    }
}
