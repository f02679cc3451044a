/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.VirtualKey.Access;
import ai.dheera.passthrough.VirtualKey.Limits;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VirtualKeyTest {

    @Test
    void mayDoEverythingUnlessSaidOtherwise() {
        VirtualKey key = VirtualKey.withId("k").build();
        assertThat(key.enabled()).isTrue();
        assertThat(key.expiresAt()).isEmpty();
        assertThat(key.access()).isEqualTo(Access.ALL);
        assertThat(key.limits()).isEqualTo(Limits.NONE);
    }

    @Test
    void seesNoSpendOfOthersUnlessSaidOtherwise() {
        assertThat(VirtualKey.withId("k").build().admin()).isFalse();
        assertThat(VirtualKey.withId("k").admin(true).build().admin()).isTrue();
    }

    @Test
    void keepsNothingOfWhatItWasMadeFrom() {
        Map<String, String> tags = new HashMap<>(Map.of("app", "chat"));
        List<String> models = new ArrayList<>(List.of("m"));
        VirtualKey key = VirtualKey.withId("k")
                .tags(tags)
                .access(new Access(List.of(), models, List.of(), List.of()))
                .build();
        tags.put("app", "other");
        models.clear();
        assertThat(key.tags()).containsExactly(Map.entry("app", "chat"));
        assertThat(key.access().models()).containsExactly("m");
    }

    @Test
    void keepsTheOrderOfItsTags() {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 20; i > 0; i--) {
            tags.put("tag" + i, "x");
        }
        assertThat(VirtualKey.withId("k").tags(tags).build().tags().keySet()).containsExactlyElementsOf(tags.keySet());
        assertThat(UsageSketch.record().tags(tags).build().tags().keySet()).containsExactlyElementsOf(tags.keySet());
    }

    @Test
    void needsAnId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VirtualKey.withId("").build());
    }

    @Test
    void hasNoNegativeLimits() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(-1, 0, 0, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, -1, 0, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 0, -1, List.of()));
    }

    @Test
    void hasNoTwoLimitsOverOneCounter() {
        Budget one = new Budget(BigDecimal.ONE, Calendar.TOTAL, ZoneOffset.UTC, Scope.TEAM);
        Budget ten = new Budget(BigDecimal.TEN, Calendar.TOTAL, ZoneId.of("Asia/Kolkata"), Scope.TEAM);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Limits(List.of(), List.of(one, ten)))
                .withMessage("two budgets have the same scope, window and filters: team total");
        RateLimit rate = new RateLimit(Scope.KEY, 1, 0, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Limits(List.of(rate, rate), List.of()))
                .withMessage("two rate limits have the scope key");
    }

    @Test
    void hasWhatItsLimitsAreSharedBy() {
        Limits limits = new Limits(List.of(new RateLimit(new Scope("tag:app"), 1, 0, 0)), List.of());
        VirtualKey.Builder key = VirtualKey.withId("k").limits(limits);
        assertThatIllegalArgumentException()
                .isThrownBy(key::build)
                .withMessage("a limit has scope tag:app, but the key 'k' has no such value");
        assertThat(key.tags(Map.of("app", "")).build().limits()).isEqualTo(limits);
    }
}
