/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static ai.dheera.passthrough.servlet.MountedGateway.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.fixtures.Answer;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ReceivedRequest;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a client puts its key, the gateway finds it there, and the provider does not. */
@Tag("container")
class KeyCarriersTest {

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        gateway = MountedGateway.over(upstream.url());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    static Stream<String> carriers() {
        return Stream.of(
                "Authorization: Bearer " + KEY,
                "authorization: bearer  " + KEY,
                "Authorization: " + KEY,
                "Authorization: Token " + KEY,
                "Authorization: Basic " + base64(KEY + ":"),
                "Authorization: Basic " + base64("api:" + KEY),
                "Authorization: AWS4-HMAC-SHA256 Credential=" + KEY
                        + "/20261122/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00",
                "x-api-key: " + KEY,
                "api-key: " + KEY,
                "x-goog-api-key: " + KEY,
                "xi-api-key: " + KEY,
                "Ocp-Apim-Subscription-Key: " + KEY,
                "X-Langfuse-Public-Key: " + KEY,
                "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key." + KEY,
                "X-Dheera-Api-Key: " + KEY,
                "X-Dheera-Api-Key: Bearer " + KEY);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void aKeyInAFieldIsTakenAndNotSentOn(String line) throws Exception {
        assertThat(ask("/anthropic/v1/models", line).status()).isEqualTo(200);

        assertOnlyTheCredential(received());
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void aFieldThatMayCarryAKeyIsNotSentEvenWhereAnotherOneDid(String line) throws Exception {
        assertThat(ask("/anthropic/v1/models", "X-Dheera-Api-Key: " + KEY, line).status())
                .isEqualTo(200);

        assertOnlyTheCredential(received());
    }

    private static void assertOnlyTheCredential(ReceivedRequest received) {
        assertThat(received.head().headers())
                .extracting(field -> field.name() + ": " + field.value())
                .containsExactlyInAnyOrder(
                        "Host: 127.0.0.1:" + upstream.port(), "Accept-Encoding: identity", "x-api-key: " + SECRET);
        assertThat(received.head().raw()).doesNotContain(KEY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?key=KEY                        | ''",
                "?access_token=KEY               | ''",
                "?key=KEY&a=b                    | ?a=b",
                "?a=b&key=KEY                    | ?a=b",
                "?a=%20b+c&key=KEY&&x&y=&%zz=%2F | ?a=%20b+c&&x&y=&%zz=%2F",
                "?k%65y=KEY&keys=1               | ?keys=1",
                "?key=KEY&key=other&access_token=third&KEY=4 | ?KEY=4",
            })
    void aKeyInTheQueryIsTakenAndTheRestPassesByteForByte(String query, String sent) throws Exception {
        String asked = query.replaceFirst("=KEY", "=" + KEY);
        Answer answer = ask("/anthropic/v1/models" + asked);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(received().target()).isEqualTo("/v1/models" + sent);
        assertThat(Records.of(answer.head(), gateway).path()).isEqualTo("/anthropic/v1/models" + sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "?a=b%2fc&d=%20+", "?q=%C3%A4&x=a%00b", "?a;b=c:d@e/f?g", "?a==&=&&", "?'!$()*,~"})
    void aQueryWithoutAKeyPassesByteForByte(String query) throws Exception {
        assertThat(ask("/anthropic/v1/models" + query, "x-api-key: " + KEY).status())
                .isEqualTo(200);

        assertThat(received().target()).isEqualTo("/v1/models" + query);
    }

    @Test
    void theGatewaysOwnFieldWinsOverAllOthers() throws Exception {
        Answer answer = ask("/anthropic/v1/models", "X-Dheera-Api-Key: wrong", "x-api-key: " + KEY);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.head().first("x-dheera-error")).contains("invalid_key");
    }

    private static Answer ask(String target, String... lines) throws Exception {
        try (RawClient client = gateway.client()) {
            return client.get(target, lines);
        }
    }

    private static ReceivedRequest received() {
        List<ReceivedRequest> all = upstream.requests();
        return all.get(all.size() - 1);
    }
}
