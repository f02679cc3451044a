/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which bodies are read for nobody, so that their connections can be used again. */
class RequestBodyTest {

    @ParameterizedTest
    @CsvSource({"1, true", "262144, true", "262145, false", "0, false"})
    void isReadForNobodyUpToALength(long length, boolean dropped) {
        RequestBody body = body(new BodySize(length), Headers.none());
        body.drop();
        assertThat(body.isDropped()).isEqualTo(dropped);
        assertThat(body.isWanted()).isEqualTo(dropped);
    }

    @Test
    void isNotReadForNobodyWhereItsLengthIsNotTold() {
        RequestBody body = body(BodySize.UNTOLD, Headers.none());
        body.drop();
        assertThat(body.isDropped()).isFalse();
        assertThat(body.isOver()).isFalse();
    }

    @Test
    void isNotReadForNobodyWhereTheClientWaitsToBeAsked() {
        Headers expecting = Headers.builder().add("expect", "100-continue").build();
        RequestBody body = body(new BodySize(10), expecting);
        body.drop();
        assertThat(body.isDropped()).isFalse();
    }

    @Test
    void isNotReadForNobodyWhereSomebodyHasAskedForIt() {
        RequestBody body = body(new BodySize(10), Headers.none());
        body.want();
        body.drop();
        assertThat(body.isDropped()).isFalse();
        assertThat(body.isWanted()).isTrue();
    }

    private static RequestBody body(BodySize size, Headers headers) {
        return new RequestBody(new ClientRequest(
                "POST", "/anthropic/v1/messages", null, headers, size, ClientRequest.UNKNOWN_ADDRESS));
    }
}
