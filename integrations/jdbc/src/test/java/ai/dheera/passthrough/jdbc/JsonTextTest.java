/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void isAnObject() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("a\"<b", "x\ny");
        members.put("n", new BigDecimal("1.50"));
        members.put("e", new BigDecimal("1E+3"));
        assertThat(JsonText.of(members)).isEqualTo("{\"a\\\"<b\":\"x\\ny\",\"n\":1.50,\"e\":1E+3}");
        assertThat(JsonText.of(Map.of())).isEqualTo("{}");
    }

    @Test
    void staysWholeWhereMembersAreLeftOut() {
        Map<String, String> members = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            members.put("tag-" + i, "\u0001".repeat(10));
        }
        String text = JsonText.of(members);
        assertThat(text).startsWith("{\"tag-0\":\"").endsWith("\"}").hasSizeBetween(50_000, 65_000);
    }

    @Test
    void isNoLongerForANumberThatIsOutOfAllReason() {
        assertThat(JsonText.of(Map.of("n", new BigDecimal("1E+999999999")))).isEqualTo("{\"n\":1E+999999999}");
    }
}
