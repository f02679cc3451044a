/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.metering;

import java.math.BigDecimal;

/** Counts the code points of a JSON text as its bytes pass. Used by one thread at a time. */
final class CodePoints {

    private static final String SECOND_OF_PAIR = "cdefCDEF";

    private long count;
    private boolean escaped;
    private int hexDigits;
    private boolean maybeSecond;

    void begin() {
        count = 0;
        escaped = false;
        hexDigits = 0;
    }

    /** Takes the next byte: not every one in UTF-8 or an escape begins a code point, nor does the second of a pair. */
    void take(byte b) {
        if (hexDigits > 0) {
            inEscape(b);
        } else if (escaped) {
            escaped = false;
            hexDigits = b == 'u' ? 4 : 0;
        } else {
            escaped = b == '\\';
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }
    }

    private void inEscape(byte b) {
        if (hexDigits == 3 && maybeSecond && SECOND_OF_PAIR.indexOf(b) >= 0) {
            count--;
        }
        maybeSecond = hexDigits == 4 && (b == 'd' || b == 'D');
        hexDigits--;
    }

    BigDecimal count() {
        return BigDecimal.valueOf(count);
    }
}
