/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryCountersTest {

    private final MemoryCounters counters = new MemoryCounters(2);

    private static Limit parallel(String name) {
        return new Limit.Parallel(name, Scope.KEY, 1);
    }

    private static List<Limit> list(String... names) {
        return List.of(names).stream().map(MemoryCountersTest::parallel).toList();
    }

    @Test
    void areTheSameForEachListThatNamesThem() {
        List<Limit> both = list("a", "b");
        List<Counter> known = counters.of(both, 0).asList();
        assertThat(counters.of(both, 0).asList()).containsExactlyElementsOf(known);
        assertThat(counters.of(list("b", "a"), 0).asList()).containsExactly(known.get(1), known.get(0));
        assertThat(counters.size()).isEqualTo(2);
    }

    @Test
    void areBoundedUnlessWhatWasUsedIsToBeCounted() {
        counters.of(list("a", "b"), 0);
        assertThat(counters.isFull()).isTrue();
        assertThatThrownBy(() -> counters.of(list("c"), 0)).hasMessageContaining("limits of 2 keys");
        assertThat(counters.unbounded(list("c"), 0).asList()).hasSize(1);
        assertThat(counters.size()).isEqualTo(3);
    }

    @Test
    void areNotFoundByAListAnyMoreOnceTheyAreForgotten() {
        List<Limit> both = list("a", "b");
        Counter kept = counters.of(both, 0).asList().get(0);
        Counter forgotten = counters.of(both, 0).asList().get(1);
        counters.forgetNew(Set.of(kept), Instant.EPOCH, 0);
        assertThat(counters.size()).isEqualTo(1);
        assertThat(counters.of(both, 0).asList().get(0)).isSameAs(kept);
        assertThat(counters.of(both, 0).asList().get(1)).isNotSameAs(forgotten);
    }

    @Test
    void areNotFoundByAListAnyMoreOnceOthersAreInTheirPlace() {
        List<Limit> both = list("a", "b");
        counters.of(both, 0);
        Counter other = new Counter.Running(7);
        counters.put("b", other);
        assertThat(counters.of(both, 0).asList().get(1)).isSameAs(other);
    }

    @Test
    void areKnownOfABoundedNumberOfLists() {
        int most = 0;
        for (int i = 0; i < MemoryCounters.MOST_LISTS + 10; i++) {
            counters.of(list("a", "b"), 0);
            most = Math.max(most, counters.lists());
        }
        assertThat(most).isEqualTo(MemoryCounters.MOST_LISTS);
        assertThat(counters.lists()).isEqualTo(10);
    }
}
