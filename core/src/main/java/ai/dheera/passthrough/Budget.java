/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A ceiling on spend in a window. Immutable.
 *
 * @param usd the ceiling in US dollars; positive, 5,000,000 at most
 * @param window how long spend counts
 * @param zone the time zone in which calendar windows begin; UTC for others
 * @param scope whose spend counts
 * @param providers names of the providers whose exchanges count; of all where it is empty
 * @param models patterns over the models asked for, {@code *} for any run of characters, whose exchanges count; all where
 *     it is empty. An exchange whose model cannot be told counts
 */
public record Budget(
        BigDecimal usd, Window window, ZoneId zone, Scope scope, List<String> providers, List<String> models) {

    private static final BigDecimal MOST = BigDecimal.valueOf(5_000_000);

    // Copies the lists and refuses what can never hold.
    public Budget {
        if (usd.signum() <= 0) {
            throw new IllegalArgumentException("a budget is more than 0 USD, not " + usd);
        }
        if (usd.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("a budget is at most " + MOST + " USD, not " + usd.toPlainString());
        }
        zone = window instanceof Calendar && window != Calendar.TOTAL ? zone : ZoneOffset.UTC;
        providers = List.copyOf(providers);
        models = List.copyOf(models);
    }

    /**
     * A ceiling on all spend of a scope.
     *
     * @param usd the ceiling in US dollars; positive, 5,000,000 at most
     * @param window how long spend counts
     * @param zone the time zone in which calendar windows begin
     * @param scope whose spend counts
     */
    public Budget(BigDecimal usd, Window window, ZoneId zone, Scope scope) {
        this(usd, window, zone, scope, List.of(), List.of());
    }

    /** {@return what tells this budget's counter from all others of a key, as a text: all but the ceiling} */
    public String counter() {
        StringBuilder counter = new StringBuilder(48).append(scope).append(' ').append(window);
        if (!zone.equals(ZoneOffset.UTC)) {
            counter.append(' ').append(zone);
        }
        if (!providers.isEmpty()) {
            counter.append(" providers ").append(String.join(",", providers));
        }
        if (!models.isEmpty()) {
            counter.append(" models ").append(String.join(",", models));
        }
        return counter.toString();
    }

    /**
     * {@return when the window ends that a spend would begin, or fall in where the calendar begins it; {@link Instant#MAX}
     * where it never ends}
     *
     * @param spend when something is spent
     */
    public Instant endsAfter(Instant spend) {
        return window.endsAfter(spend, zone);
    }

    /**
     * {@return whether what an exchange costs counts}
     *
     * @param provider the name of its provider
     * @param model the model asked for; empty where it cannot be told
     */
    public boolean covers(String provider, Optional<String> model) {
        return (providers.isEmpty() || providers.contains(provider))
                && (models.isEmpty() || model.isEmpty() || Wildcard.anyMatches(models, model.get()));
    }

    /** How long spend counts towards a budget. */
    public sealed interface Window {

        /**
         * {@return when the window ends that begins with a spend, or that has it within}
         *
         * @param spend when something is spent
         * @param zone the time zone in which calendar windows begin
         */
        Instant endsAfter(Instant spend, ZoneId zone);

        /**
         * {@return the window that a text names}
         *
         * @param text {@code minute}, {@code hour}, {@code day}, {@code week}, {@code month}, {@code total}, or an ISO
         *     8601 duration such as {@code PT5H}
         * @throws IllegalArgumentException where it names none
         */
        static Window parse(String text) {
            for (Calendar unit : Calendar.values()) {
                if (unit.toString().equals(text)) {
                    return unit;
                }
            }
            try {
                return new Sliding(Duration.parse(text));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no window: minute, hour, day, week, month, total or an ISO 8601 duration is",
                        e);
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
        TOTAL;

        @Override
        public Instant endsAfter(Instant spend, ZoneId zone) {
            ZonedDateTime local = spend.atZone(zone);
            return switch (this) {
                case MINUTE ->
                    local.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1).toInstant();
                case HOUR -> local.truncatedTo(ChronoUnit.HOURS).plusHours(1).toInstant();
                case DAY -> midnight(local.toLocalDate().plusDays(1), zone);
                case WEEK -> midnight(local.toLocalDate().with(TemporalAdjusters.next(DayOfWeek.MONDAY)), zone);
                case MONTH -> midnight(local.toLocalDate().with(TemporalAdjusters.firstDayOfNextMonth()), zone);
                case TOTAL -> Instant.MAX;
            };
        }

        /** The first instant of the day, which is later where clocks skip midnight. */
        private static Instant midnight(LocalDate day, ZoneId zone) {
            return day.atStartOfDay(zone).toInstant();
        }

        /** {@return its name in lower case} */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
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

        @Override
        public Instant endsAfter(Instant spend, ZoneId zone) {
            try {
                return spend.plus(length);
            } catch (DateTimeException | ArithmeticException e) {
                return Instant.MAX;
            }
        }

        /** {@return the length in ISO 8601} */
        @Override
        public String toString() {
            return length.toString();
        }
    }
}
