/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import ai.dheera.passthrough.limits.PicoUsd;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;

/** How amounts and instants are written for scripts: as decimal text, which they take apart exactly. Stateless. */
final class DecimalText {

    private static final int DIGITS_OF_A_DOLLAR = 12;
    private static final String FOREVER = "never";

    private DecimalText() {}

    /** {@return an amount in dollars, with 12 digits behind the point} */
    static String ofAmount(long picoUsd) {
        return BigDecimal.valueOf(picoUsd, DIGITS_OF_A_DOLLAR).toPlainString();
    }

    /** {@return the amount that a text tells, in pico-dollars; the largest there is for what is more} */
    static long amount(String text) {
        return PicoUsd.of(new BigDecimal(text));
    }

    /** {@return an instant in seconds since 1970, with nine digits behind the point} */
    static String ofInstant(Instant instant) {
        return instant.equals(Instant.MAX)
                ? FOREVER
                : String.format(Locale.ROOT, "%d.%09d", instant.getEpochSecond(), instant.getNano());
    }

    /** {@return the instant that a text tells} */
    static Instant instant(String text) {
        int point = text.indexOf('.');
        return text.equals(FOREVER)
                ? Instant.MAX
                : Instant.ofEpochSecond(
                        Long.parseLong(text.substring(0, point)), Long.parseLong(text.substring(point + 1)));
    }
}
