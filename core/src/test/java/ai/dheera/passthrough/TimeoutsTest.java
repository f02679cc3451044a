/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutsTest {

    private static final Duration SOME = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "P367D", "P200000D"})
    void areLongerThanNothingAndShortEnoughForAClock(String text) {
        Duration time = Duration.parse(text);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timeouts(time, SOME, SOME, SOME))
                .withMessageContaining("'connect'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timeouts(SOME, time, SOME, SOME))
                .withMessageContaining("'firstByte'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timeouts(SOME, SOME, time, SOME))
                .withMessageContaining("'idle'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timeouts(SOME, SOME, SOME, time))
                .withMessageContaining("'total'");
    }

    @Test
    void mayBeAsShortAndAsLongAsThat() {
        Duration shortest = Duration.ofNanos(1);
        Duration longest = Duration.ofDays(366);
        assertThatCode(() -> new Timeouts(shortest, longest, shortest, longest)).doesNotThrowAnyException();
    }
}
