/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.auth;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Timeouts;
import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.Answers;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import ai.dheera.passthrough.fixtures.TestTls;
import java.net.URI;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** A provider has to prove who it is before a credential is sent to it. */
class UpstreamTlsTest {

    @Test
    void aTrustedCertificateOfTheRightNameIsGoodEnough() throws Exception {
        try (TestTls tls = TestTls.forLocalhost();
                ScriptedUpstream upstream = ScriptedUpstream.startTls(tls)) {
            assertThat(ask(upstream, tls.clientContext()).status()).isEqualTo(200);
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws Exception {
        try (TestTls tls = TestTls.forWrongHost();
                ScriptedUpstream upstream = ScriptedUpstream.startTls(tls)) {
            assertRefused(upstream, tls.clientContext());
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        try (TestTls tls = TestTls.forLocalhost();
                ScriptedUpstream upstream = ScriptedUpstream.startTls(tls)) {
            assertRefused(upstream, SSLContext.getDefault());
        }
    }

    private static void assertRefused(ScriptedUpstream upstream, SSLContext trust) throws Exception {
        Answer answer = ask(upstream, trust);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.head().first("x-dheera-error")).contains("upstream_unreachable");
        assertThat(upstream.requestCount()).isZero();
    }

    private static Answer ask(ScriptedUpstream upstream, SSLContext trust) throws Exception {
        upstream.answerWith(Answers.json("{}"));
        URI url = URI.create("https://localhost:" + upstream.port());
        try (MountedGateway gateway = MountedGateway.of(
                        MountedGateway.builder(url, Timeouts.DEFAULT).tls(trust));
                RawClient client = gateway.client()) {
            return client.get("/openai/v1/models", auth());
        }
    }
}
