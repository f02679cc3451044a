/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Money as stores count it: whole numbers of 10<sup>-12</sup> US dollars, a millionth of the price of a token that costs a
 * dollar a million, up to nine million dollars.
 */
public final class PicoUsd {

    private static final int DIGITS = 12;
    private static final long A_DOLLAR = 1_000_000_000_000L;
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE, DIGITS);

    private PicoUsd() {}

    /**
     * {@return an amount as a whole number, rounded to the nearest; the largest there is for what is more}
     *
     * @param usd US dollars; not negative
     */
    public static long of(BigDecimal usd) {
        return usd.compareTo(MOST) >= 0
                ? Long.MAX_VALUE
                : usd.scaleByPowerOfTen(DIGITS)
                        .setScale(0, RoundingMode.HALF_EVEN)
                        .longValueExact();
    }

    /**
     * {@return an amount in US dollars}
     *
     * @param pico a whole number of 10<sup>-12</sup> US dollars
     */
    public static BigDecimal toUsd(long pico) {
        BigDecimal usd = BigDecimal.valueOf(pico, DIGITS).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }

    /**
     * {@return an amount in US dollars, as a plain decimal without zeros at its end}
     *
     * @param pico a whole number of 10<sup>-12</sup> US dollars; not negative
     */
    static String toText(long pico) {
        String dollars = Long.toString(pico / A_DOLLAR);
        long rest = pico % A_DOLLAR;
        if (rest == 0) {
            return dollars;
        }
        String digits = Long.toString(A_DOLLAR + rest); // with all zeros at the beginning, behind a one
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return dollars + '.' + digits.substring(1, end);
    }

    /**
     * {@return the sum of two amounts; the largest there is where that is more}
     *
     * @param some a number of 10<sup>-12</sup> US dollars; not negative
     * @param more another one; not negative
     */
    public static long sum(long some, long more) {
        long sum = some + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
