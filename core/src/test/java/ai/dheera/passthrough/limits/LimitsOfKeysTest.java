/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitsOfKeysTest {

    private final LimitsOfKeys limits = new LimitsOfKeys();

    private static VirtualKey key(String id) {
        return VirtualKey.withId(id)
                .limits(new Limits(List.of(new RateLimit(Scope.KEY, 1, 0, 0)), List.of()))
                .build();
    }

    private String name(VirtualKey key) {
        return limits.of(key)
                .ofExchange("openai", true, Optional.empty())
                .inOrder()
                .get(0)
                .name();
    }

    @Test
    void areWorkedOutOnceForAKeyThatStaysTheSame() {
        VirtualKey key = key("k");
        assertThat(limits.of(key)).isSameAs(limits.of(key));
    }

    @Test
    void areNoneOfAKeyThatHasNone() {
        VirtualKey shared = VirtualKey.withId("k").build();
        VirtualKey own =
                shared.toBuilder().limits(new Limits(List.of(), List.of())).build();
        for (VirtualKey key : List.of(shared, own)) {
            assertThat(limits.of(key)
                            .ofExchange("openai", true, Optional.of("m"))
                            .inOrder())
                    .isEmpty();
            assertThat(limits.of(key).haveBudgets()).isFalse();
            assertThat(limits.of(key).dependOnModel()).isFalse();
        }
    }

    @Test
    void areThoseOfTheKeyAlsoWhereAnEqualOneWasThereBefore() {
        VirtualKey key = key("k");
        limits.of(key);
        VirtualKey changed = key.toBuilder()
                .limits(new Limits(List.of(new RateLimit(Scope.KEY, 2, 0, 0)), List.of()))
                .build();
        assertThat(limits.of(changed)
                        .ofExchange("openai", true, Optional.empty())
                        .inOrder())
                .containsExactly(new Limit.Requests("requests key: k", Scope.KEY, 2));
    }

    @Test
    void areThoseOfEachKeyHoweverManyThereAre() {
        List<VirtualKey> keys = IntStream.range(0, 3 * LimitsOfKeys.PLACES)
                .mapToObj(i -> key("k" + i))
                .toList();
        for (int times = 0; times < 2; times++) {
            for (VirtualKey key : keys) {
                assertThat(name(key)).isEqualTo("requests key: " + key.id());
            }
        }
    }

    @Test
    void areRememberedAlsoWhereFormerKeysHaveLeftNoPlaceFree() {
        IntStream.range(0, 10 * LimitsOfKeys.PLACES).forEach(i -> limits.of(key("former" + i)));
        List<VirtualKey> inUse =
                IntStream.range(0, 1_000).mapToObj(i -> key("k" + i)).toList();
        for (int times = 0; times < 20; times++) {
            inUse.forEach(limits::of);
        }
        for (VirtualKey key : inUse) {
            assertThat(limits.of(key)).isSameAs(limits.of(key));
        }
        List<KeyLimits> before = inUse.stream().map(limits::of).toList();
        assertThat(inUse.stream().map(limits::of)).containsExactlyElementsOf(before);
    }
}
