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
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(textBlock = """
            minute, UTC,                 2026-11-22T12:34:56.789Z, 2026-11-22T12:35:00Z
            hour,   UTC,                 2026-11-22T12:34:56Z,     2026-11-22T13:00:00Z
            hour,   Asia/Kolkata,        2026-11-22T12:34:56Z,     2026-11-22T13:30:00Z
            day,    UTC,                 2026-11-22T23:59:59.999Z, 2026-11-23T00:00:00Z
            day,    UTC,                 2026-11-23T00:00:00Z,     2026-11-24T00:00:00Z
            day,    Asia/Kolkata,        2026-11-22T18:29:59Z,     2026-11-22T18:30:00Z
            day,    America/Los_Angeles, 2026-11-22T07:59:59Z,     2026-11-22T08:00:00Z
            week,   UTC,                 2026-11-22T23:00:00Z,     2026-11-23T00:00:00Z
            week,   UTC,                 2026-11-23T00:00:00Z,     2026-11-30T00:00:00Z
            month,  UTC,                 2026-02-28T12:00:00Z,     2026-03-01T00:00:00Z
            month,  Pacific/Auckland,    2026-12-31T10:59:59Z,     2026-12-31T11:00:00Z
            # 23 hours long, 25 hours long, and a day whose midnight is skipped
            day,    Europe/Berlin,       2026-03-28T23:00:00Z,     2026-03-29T22:00:00Z
            day,    Europe/Berlin,       2026-10-24T22:00:00Z,     2026-10-25T23:00:00Z
            day,    America/Santiago,    2026-09-06T03:30:00Z,     2026-09-06T04:00:00Z
            day,    America/Santiago,    2026-09-06T04:00:00Z,     2026-09-07T03:00:00Z
            # the hour that comes twice is two hours, the one that is skipped is none
            hour,   Europe/Berlin,       2026-10-25T00:30:00Z,     2026-10-25T01:00:00Z
            hour,   Europe/Berlin,       2026-10-25T01:30:00Z,     2026-10-25T02:00:00Z
            hour,   Europe/Berlin,       2026-03-29T00:30:00Z,     2026-03-29T01:00:00Z
            PT5H,   Asia/Kolkata,        2026-11-22T12:34:56.789Z, 2026-11-22T17:34:56.789Z
            P30D,   Europe/Berlin,       2026-03-01T12:00:00Z,     2026-03-31T12:00:00Z
            """)
    void endsWhereTheCalendarOrItsLengthSays(String window, String zone, Instant spend, Instant end) {
        assertThat(Window.parse(window).endsAfter(spend, ZoneId.of(zone))).isEqualTo(end);
    }

    @Test
    void endsNeverWhereItIsForAllTime() {
        assertThat(Calendar.TOTAL.endsAfter(Instant.EPOCH, ZoneOffset.UTC)).isEqualTo(Instant.MAX);
        assertThat(new Sliding(Duration.ofSeconds(Long.MAX_VALUE)).endsAfter(Instant.EPOCH, ZoneOffset.UTC))
                .isEqualTo(Instant.MAX);
    }

    @ParameterizedTest
    @EnumSource(Calendar.class)
    void endsAfterTheSpendAlways(Calendar window) {
        for (String zone : ZoneId.getAvailableZoneIds()) {
            Instant at = Instant.parse("2026-01-01T00:00:00Z");
            for (int i = 0; i < 400; i++) {
                Instant end = window.endsAfter(at, ZoneId.of(zone));
                assertThat(end).as("%s %s %s", window, zone, at).isAfter(at);
                at = at.plus(Duration.ofMinutes(1_313));
            }
        }
    }

    @Test
    void coversWhatItsListsName() {
        Budget all = budget("1", "key");
        Budget some = new Budget(
                BigDecimal.ONE, Calendar.DAY, ZoneOffset.UTC, Scope.KEY, List.of("openai"), List.of("gpt-*", "o3"));
        assertThat(all.covers("any", Optional.empty())).isTrue();
        assertThat(some.covers("openai", Optional.of("gpt-5"))).isTrue();
        assertThat(some.covers("openai", Optional.of("o3"))).isTrue();
        assertThat(some.covers("openai", Optional.of("o3-mini"))).isFalse();
        assertThat(some.covers("openai", Optional.empty()))
                .as("an unknown model")
                .isTrue();
        assertThat(some.covers("azure", Optional.of("gpt-5"))).isFalse();
    }
}
