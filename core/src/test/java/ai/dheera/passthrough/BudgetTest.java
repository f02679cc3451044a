/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Budget.Sliding;
import ai.dheera.passthrough.Budget.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

    @ParameterizedTest
    @EnumSource(Calendar.class)
    void hasTheWindowsOfTheCalendar(Calendar window) {
        assertThat(Window.parse(window.name().toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(window);
    }

    @Test
    void hasAWindowOfAnyLength() {
        assertThat(Window.parse("PT5H")).isEqualTo(new Sliding(Duration.ofHours(5)));
        assertThat(Window.parse("P30D")).isEqualTo(new Sliding(Duration.ofDays(30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Day", "daily", "year", "5h", "P1M", "PT0S", "-PT5H", "PT-5H"})
    void hasNoOtherWindow(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Window.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "owner", "team", "tag:app", "tag:a:b"})
    void countsForAScope(String scope) {
        assertThat(budget("0.01", scope).scope().text()).isEqualTo(scope);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Key", "tag", "tag:", "user"})
    void countsForNoOtherScope(String scope) {
        assertThatIllegalArgumentException().isThrownBy(() -> budget("1", scope));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "-1", "5000000.01"})
    void isMoreThanNothingAndNoFortune(String usd) {
        assertThatIllegalArgumentException().isThrownBy(() -> budget(usd, "key"));
    }

    private static Budget budget(String usd, String scope) {
        return new Budget(new BigDecimal(usd), Calendar.DAY, ZoneOffset.UTC, new Scope(scope));
    }
}
