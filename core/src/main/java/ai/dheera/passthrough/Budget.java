/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;

/**
 * A ceiling on spend in a window. Immutable.
 *
 * @param usd the ceiling in US dollars; positive
 * @param window how long spend counts
 * @param zone the time zone in which calendar windows begin
 * @param scope whose spend counts: {@code key}, {@code owner}, {@code team} or {@code tag:NAME}
 */
public record Budget(BigDecimal usd, Window window, ZoneId zone, String scope) {

    // Refuses what can never hold.
    public Budget {
        if (usd.signum() <= 0) {
            throw new IllegalArgumentException("a budget is more than 0 USD, not " + usd);
        }
        boolean tag = scope.startsWith("tag:") && scope.length() > "tag:".length();
        if (!tag && !scope.equals("key") && !scope.equals("owner") && !scope.equals("team")) {
            throw new IllegalArgumentException("'" + scope + "' is no scope: key, owner, team or tag:NAME is");
        }
    }

    /** How long spend counts towards a budget. */
    public sealed interface Window {

        /**
         * {@return the window that a text names}
         *
         * @param text {@code minute}, {@code hour}, {@code day}, {@code week}, {@code month}, {@code total}, or an ISO
         *     8601 duration such as {@code PT5H}
         * @throws IllegalArgumentException where it names none
         */
        static Window parse(String text) {
            for (Calendar unit : Calendar.values()) {
                if (unit.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return unit;
                }
            }
            try {
                return new Sliding(Duration.parse(text));
            } catch (java.time.format.DateTimeParseException e) {
                throw new IllegalArgumentException("'" + text
                        + "' is no window: minute, hour, day, week, month, total or an ISO 8601 duration is");
            }
        }
    }

    /** Windows that begin with the calendar's, and the one that never ends. */
    public enum Calendar implements Window {
        /** From second 0 to 59. */
        MINUTE,
        /** From minute 0 to 59. */
        HOUR,
        /** From midnight to midnight. */
        DAY,
        /** From Monday to Sunday. */
        WEEK,
        /** From the first day to the last. */
        MONTH,
        /** For ever. */
        TOTAL
    }

    /**
     * A window that begins with the first spend in it.
     *
     * @param length how long it lasts; positive
     */
    public record Sliding(Duration length) implements Window {

        // Refuses a length of nothing.
        public Sliding {
            if (length.isZero() || length.isNegative()) {
                throw new IllegalArgumentException("a window lasts longer than " + length);
            }
        }
    }
}
