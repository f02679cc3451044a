/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.000000000000",
        "1, 0.000000000001",
        "12000000500000, 12.000000500000",
        "9223372036854775807, 9223372.036854775807",
    })
    void amountsAreDollarsWithTwelveDigits(long picoUsd, String text) {
        assertThat(DecimalText.ofAmount(picoUsd)).isEqualTo(text);
        assertThat(DecimalText.amount(text)).isEqualTo(picoUsd);
    }

    @Test
    void anAmountBeyondTheMostIsTheMost() {
        assertThat(DecimalText.amount("9223372.036854775808")).isEqualTo(Long.MAX_VALUE);
        assertThat(DecimalText.amount("99999999999999.000000000000")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T00:00:00.123456789Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.9Z",
                "+999999999-12-31T23:59:59Z",
            })
    void instantsComeBackToTheNanosecond(String instant) {
        assertThat(DecimalText.instant(DecimalText.ofInstant(Instant.parse(instant))))
                .isEqualTo(instant);
    }

    @Test
    void theLastInstantIsNever() {
        assertThat(DecimalText.ofInstant(Instant.MAX)).isEqualTo("never");
        assertThat(DecimalText.instant("never")).isEqualTo(Instant.MAX);
    }
}
