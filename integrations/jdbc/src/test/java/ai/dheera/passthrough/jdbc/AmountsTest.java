/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.SQLDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.00, 0.00",
        "12.50, 12.50",
        "-3, -3",
        "1E+3, 1000",
        "0.000000000000000000000001, 0.000000000000000000000001",
        "0.0000000000000000000000015, 0.000000000000000000000002",
        "0.0000000000000000000000025, 0.000000000000000000000002",
        "999999999999999999999999, 999999999999999999999999",
        "1E-999999999, 0",
        "0E-999999999, 0.000000000000000000000000",
        "0E+999999999, 0"
    })
    void ofMoneyKeepTwentyFourDecimals(BigDecimal usd, String kept) throws Exception {
        assertThat(Amounts.money(usd).toPlainString()).isEqualTo(kept);
    }

    @Test
    void ofMoneyHaveAnEnd() {
        assertThatThrownBy(() -> Amounts.money(new BigDecimal("1E+24"))).isInstanceOf(SQLDataException.class);
        assertThatThrownBy(() -> Amounts.money(new BigDecimal("1E+999999999"))).isInstanceOf(SQLDataException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "12, 12",
        "1.2E+3, 1200",
        "2.5, 3",
        "0.4, 0",
        "999999999999999999, 999999999999999999",
        "1E-999999999, 0",
        "0E+999999999, 0",
        "1000000000000000000,",
        "1E+999999999,"
    })
    void ofTokensAreWhole(BigDecimal count, Long whole) {
        assertThat(Amounts.whole(count).orElse(null)).isEqualTo(whole);
    }
}
