/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After    | 7                             | PT7S",
                "retry-after    | 0                             | PT0S",
                "Retry-After-Ms | 1500                          | PT1.5S",
                "Retry-After    | Sun, 22 Nov 2026 10:00:30 GMT | PT30S",
                "Retry-After    | Sun, 22 Nov 2026 09:00:00 GMT | PT0S"
            })
    void isReadInAllItsForms(String name, String value, Duration wait) {
        assertThat(RetryAfter.of(answer(name, value), NOW)).contains(wait);
    }

    @Test
    void isReadInMillisecondsFirst() {
        BasicHttpResponse answer = answer("Retry-After", "2");
        answer.addHeader("retry-after-ms", "1234");
        assertThat(RetryAfter.of(answer, NOW)).contains(Duration.ofMillis(1234));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "9999999999", "٣", "Sun, 22 Nov", "Sun, 99 Nov 2026 10:00:30 GMT"})
    void isNothingWhereItCannotBeRead(String value) {
        assertThat(RetryAfter.of(answer("Retry-After", value), NOW)).isEmpty();
    }

    @Test
    void isNothingWhereItIsNotThere() {
        assertThat(RetryAfter.of(new BasicHttpResponse(429), NOW)).isEmpty();
    }

    private static BasicHttpResponse answer(String name, String value) {
        BasicHttpResponse answer = new BasicHttpResponse(429);
        answer.addHeader(name, value);
        return answer;
    }
}
