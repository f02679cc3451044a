/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLDataException;
import java.util.Optional;

/** Makes numbers such that they fit their columns. */
final class Amounts {

    static final int DECIMALS = 24;
    private static final int MOST_DIGITS_BEFORE = 24;
    private static final int MOST_DIGITS_OF_LONG = 18;

    private Amounts() {}

    /**
     * {@return an amount of money with 24 decimals at most}
     *
     * @param usd any amount
     * @throws SQLDataException where it is 10^24 dollars or more
     */
    static BigDecimal money(BigDecimal usd) throws SQLDataException {
        long digits = digitsBeforeThePoint(usd);
        if (digits > MOST_DIGITS_BEFORE) {
            throw new SQLDataException("the cost has " + digits + " digits before its point", "22003");
        }
        if (digits < -DECIMALS) {
            return BigDecimal.ZERO; // also spares arithmetic with scales that are out of all reason
        }
        return usd.setScale(Math.min(Math.max(usd.scale(), 0), DECIMALS), RoundingMode.HALF_EVEN);
    }

    /**
     * {@return a count as a whole number; empty where it is too large for one}
     *
     * @param count any number
     */
    static Optional<Long> whole(BigDecimal count) {
        long digits = digitsBeforeThePoint(count);
        if (digits > MOST_DIGITS_OF_LONG) {
            return Optional.empty();
        }
        return Optional.of(
                digits < 0 ? 0 : count.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    /** Less than 0 for zeros right behind the point. */
    private static long digitsBeforeThePoint(BigDecimal number) {
        return number.signum() == 0 ? 0 : (long) number.precision() - number.scale();
    }
}
