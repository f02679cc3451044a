/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.VirtualKey.Access;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are the application's own affair, behind a key of the gateway's. */
class OwnRequestsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private PassThrough gateway = gateway(KeyStore.inMemory(Map.of(
            PresentedKey.sha256("good"),
            VirtualKey.withId("k").admin(true).build(),
            PresentedKey.sha256("off"),
            VirtualKey.withId("off").enabled(false).build(),
            PresentedKey.sha256("old"),
            VirtualKey.withId("old").expiresAt(NOW).build(),
            PresentedKey.sha256("elsewhere"),
            VirtualKey.withId("elsewhere").access(from("10.0.0.0/8")).build(),
            PresentedKey.sha256("signs"),
            VirtualKey.withId("signs").signingSecret(new SigningSecret("s")).build())));

    @AfterEach
    void close() {
        gateway.close();
    }

    private static PassThrough gateway(KeyStore keys) {
        return PassThrough.builder()
                .keys(keys)
                .eventLoops(1)
                .shutdownGrace(() -> Duration.ZERO)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .build();
    }

    private static Access from(String network) {
        return new Access(List.of(), List.of(), List.of(), List.of(Network.parse(network)));
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer good",
        "X-Dheera-Api-Key, good",
        "x-api-key, good",
        "api-key, good",
        "Authorization, Basic bWU6Z29vZA=="
    })
    void findTheirKeyWhereClientsPutIt(String header, String value) throws Exception {
        VirtualKey key = authenticate(RequestSketch.get("/report").header(header, value));
        assertThat(key.id()).isEqualTo("k");
        assertThat(key.admin()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "wrong, INVALID_KEY",
        "off, KEY_DISABLED",
        "old, KEY_EXPIRED",
        "elsewhere, NETWORK_NOT_ALLOWED",
        "signs, INVALID_KEY"
    })
    void areRefusedAsExchangesAre(String key, ErrorCode code) {
        assertRefused(RequestSketch.get("/report").header("x-api-key", key), code);
    }

    @Test
    void areRefusedWithoutAKey() {
        assertRefused(RequestSketch.get("/report"), ErrorCode.MISSING_KEY);
    }

    @Test
    void areRefusedWhileTheKeyStoreFails() {
        gateway.close();
        gateway = gateway(presented -> {
            throw new IOException("no database");
        });
        assertRefused(RequestSketch.get("/report").header("x-api-key", "good"), ErrorCode.KEY_STORE_UNAVAILABLE);
    }

    private void assertRefused(RequestSketch request, ErrorCode code) {
        assertThatThrownBy(() -> authenticate(request))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private VirtualKey authenticate(RequestSketch request) throws Exception {
        return gateway.authenticate(request.build(), "http://127.0.0.1")
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
