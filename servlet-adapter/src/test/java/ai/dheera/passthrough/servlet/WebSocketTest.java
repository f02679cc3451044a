/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static ai.dheera.passthrough.servlet.MountedGateway.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.Credential;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.Network;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.fixtures.RawClient;
import ai.dheera.passthrough.fixtures.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request for a WebSocket is checked like any other one, and is not forwarded even where it may pass. */
@Tag("container")
class WebSocketTest {

    private static final String REALTIME = "/azure/openai/v1/realtime?model=gpt-realtime";
    private static final String HANDSHAKE =
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==";

    private static ScriptedUpstream upstream;
    private static MountedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        Credential credential = Credential.apiKey("main", MountedGateway.SECRET);
        gateway = MountedGateway.of(PassThrough.builder()
                .providers(ProviderRegistry.of(
                        ProviderRegistry.builtIn("azure", upstream.url(), credential),
                        ProviderRegistry.builtIn("openai", upstream.url(), credential)))
                .keys(KeyStore.inMemory(keys()))
                .shutdownGrace(() -> Duration.ZERO));
    }

    private static Map<String, VirtualKey> keys() {
        return Map.of(
                PresentedKey.sha256(KEY),
                VirtualKey.withId("all").build(),
                PresentedKey.sha256("sk-disabled"),
                VirtualKey.withId("disabled").enabled(false).build(),
                PresentedKey.sha256("sk-expired"),
                VirtualKey.withId("expired")
                        .expiresAt(Instant.parse("2020-01-01T00:00:00Z"))
                        .build(),
                PresentedKey.sha256("sk-provider"),
                restricted(new Access(List.of("anthropic"), List.of(), List.of(), List.of())),
                PresentedKey.sha256("sk-route"),
                restricted(new Access(List.of(), List.of(), List.of("POST /openai/*"), List.of())),
                PresentedKey.sha256("sk-network"),
                restricted(new Access(List.of(), List.of(), List.of(), List.of(Network.parse("10.0.0.0/8")))),
                PresentedKey.sha256("sk-model"),
                restricted(new Access(List.of(), List.of("gpt-5*"), List.of(), List.of())),
                PresentedKey.sha256("sk-allowed"),
                restricted(new Access(
                        List.of("azure"),
                        List.of("gpt-realtime"),
                        List.of("GET /openai/v1/realtime"),
                        List.of(Network.parse("127.0.0.1")))));
    }

    private static VirtualKey restricted(Access access) {
        return VirtualKey.withId("restricted").access(access).build();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "sk-nobody,   401, invalid_key",
        "sk-disabled, 401, key_disabled",
        "sk-expired,  401, key_expired",
        "sk-provider, 403, provider_not_allowed",
        "sk-route,    403, route_not_allowed",
        "sk-network,  403, network_not_allowed",
        "sk-model,    403, model_not_allowed",
    })
    void whatAnyRequestIsRefusedForAHandshakeIsRefusedForToo(String key, int status, String code) throws Exception {
        assertRefused(REALTIME, "Authorization: Bearer " + key + "\r\n" + HANDSHAKE, status, code);
        String subprotocol = "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key." + key;
        assertRefused(REALTIME, subprotocol + "\r\n" + HANDSHAKE, status, code);
    }

    @Test
    void aHandshakeWithoutAKeyOrToNowhereIsRefusedAsAnyRequest() throws Exception {
        assertRefused(REALTIME, HANDSHAKE, 401, "missing_key");
        assertRefused("/azure/openai/v1/nowhere", MountedGateway.auth() + "\r\n" + HANDSHAKE, 404, "unknown_route");
        assertRefused(
                "/azure/openai/v1/realtime",
                "Authorization: Bearer sk-allowed\r\n" + HANDSHAKE,
                403,
                "model_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-allowed", KEY})
    void aHandshakeThatMayPassIsToldThatWebSocketsAreNotForwarded(String key) throws Exception {
        String body =
                assertRefused(REALTIME, "Authorization: Bearer " + key + "\r\n" + HANDSHAKE, 404, "unknown_route");
        assertThat(body).contains("does not forward WebSockets").contains("\"error\":{");
    }

    /** They meant a WebSocket all the same: without one, the provider's answer would be no help. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection: upgrade\r\nupgrade: WebSocket",
                "Connection: keep-alive, Upgrade\r\nUpgrade: h2c, websocket",
                "Connection: Upgrade\r\nUpgrade: x\r\nUpgrade: websocket/13",
                "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==",
            })
    void aHandshakeThatAProxyHasSpoiltIsStillOne(String handshake) throws Exception {
        String body = assertRefused(REALTIME, MountedGateway.auth() + "\r\n" + handshake, 404, "unknown_route");
        assertThat(body).contains("does not forward WebSockets");
    }

    @Test
    void aHandshakeWithAnEndpointThatHasNothingElseIsToldSoToo() throws Exception {
        String body = assertRefused(
                "/openai/v1/realtime?model=gpt-realtime",
                MountedGateway.auth() + "\r\n" + HANDSHAKE,
                404,
                "unknown_route");
        assertThat(body).contains("no endpoint GET /v1/realtime").contains("does not forward WebSockets");
    }

    @Test
    void anotherUpgradeIsIgnoredAsServersMay() throws Exception {
        try (RawClient client = gateway.client()) {
            client.sendHead(
                    "GET",
                    "/azure/openai/v1/models",
                    MountedGateway.auth(),
                    "Connection: Upgrade",
                    "Upgrade: h2c, foo/2");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        gateway.takeRecord();
    }

    @Test
    void aWebSocketClientIsToldTheStatus() throws Exception {
        CompletionException failed = catchThrowableOfType(
                CompletionException.class,
                () -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .subprotocols("realtime", "openai-insecure-api-key." + KEY)
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + gateway.port() + REALTIME), new WebSocket.Listener() {})
                        .join());
        assertThat(failed.getCause()).isInstanceOf(WebSocketHandshakeException.class);
        WebSocketHandshakeException refused = (WebSocketHandshakeException) failed.getCause();
        assertThat(refused.getResponse().statusCode()).isEqualTo(404);
        assertThat(refused.getResponse().headers().firstValue("x-dheera-error")).contains("unknown_route");
        gateway.takeRecord();
    }

    private static String assertRefused(String target, String fields, int status, String code) throws Exception {
        long before = upstream.requestCount();
        try (RawClient client = gateway.client()) {
            client.sendHead("GET", target, fields.split("\r\n"));
            var answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.head().all("x-dheera-error")).containsExactly(code);
            UsageRecord record = gateway.takeRecord();
            assertThat(record.error().orElseThrow().code()).isEqualTo(code);
            assertThat(upstream.requestCount()).isEqualTo(before);
            return answer.body().text();
        }
    }
}
