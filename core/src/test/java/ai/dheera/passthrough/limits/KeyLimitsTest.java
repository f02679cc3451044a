/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Budget.Sliding;
import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyLimitsTest {

    private static VirtualKey key(String id, Limits limits) {
        return VirtualKey.withId(id)
                .owner("alice")
                .team("red")
                .tags(Map.of("app", "chat"))
                .limits(limits)
                .build();
    }

    private static List<String> names(VirtualKey key, String provider, String model) {
        return KeyLimits.of(key).ofExchange(provider, true, Optional.of(model)).inOrder().stream()
                .map(Limit::name)
                .toList();
    }

    @Test
    void namesACounterAfterThoseWhoShareItAndItsWindow() {
        Limits limits = new Limits(
                List.of(new RateLimit(Scope.KEY, 1, 2, 3), new RateLimit(Scope.TEAM, 4, 0, 0)),
                List.of(
                        new Budget(BigDecimal.ONE, Calendar.DAY, ZoneId.of("Asia/Kolkata"), Scope.OWNER),
                        new Budget(BigDecimal.ONE, Calendar.TOTAL, ZoneId.of("Asia/Kolkata"), new Scope("tag:app")),
                        new Budget(
                                BigDecimal.ONE,
                                new Sliding(Duration.ofHours(5)),
                                ZoneOffset.UTC,
                                Scope.KEY,
                                List.of("openai"),
                                List.of("gpt-*"))));
        assertThat(names(key("k", limits), "openai", "gpt-5"))
                .containsExactly(
                        "parallel key: k",
                        "requests key: k",
                        "tokens key: k",
                        "requests team: red",
                        "spend owner day Asia/Kolkata: alice",
                        "spend tag:app total: chat",
                        "spend key PT5H providers openai models gpt-*: k");
        assertThat(names(key("k", limits), "azure", "gpt-5")).hasSize(6);
        assertThat(KeyLimits.of(key("k", limits))
                        .ofExchange("openai", false, Optional.empty())
                        .inOrder())
                .as("of an exchange that costs nothing")
                .hasSize(4);
    }

    @Test
    void keepsLongNamesApartWithinItsBound() {
        Limits limits = new Limits(1, 0, 0, List.of());
        String long1 =
                names(key("k".repeat(5_000) + "1", limits), "openai", "m").get(0);
        String long2 =
                names(key("k".repeat(5_000) + "2", limits), "openai", "m").get(0);
        assertThat(long1).hasSizeLessThanOrEqualTo(200).isNotEqualTo(long2);
        assertThat(names(key("x", Limits.NONE), "openai", "m")).isEmpty();
    }
}
