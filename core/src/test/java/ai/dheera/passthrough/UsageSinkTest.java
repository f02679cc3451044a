/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageSinkTest {

    private final List<String> told = new ArrayList<>();

    @Test
    void givesEachRecordToAllInTheirOrder() {
        UsageSink all = UsageSink.all(named("a"), named("b"));
        all.record(UsageSketch.record().build());
        all.close();
        assertThat(told).containsExactly("a", "b", "a closed", "b closed");
    }

    @Test
    void keepsNoRecordFromASinkForAnotherThatThrows() {
        UsageSink all = UsageSink.all(
                failing(new IllegalStateException("on purpose")),
                failing(new AssertionError("on purpose")),
                named("b"));
        all.record(UsageSketch.record().build());
        all.close();
        assertThat(told).containsExactly("b", "b closed");
    }

    private UsageSink named(String name) {
        return new UsageSink() {
            @Override
            public void record(UsageRecord usage) {
                told.add(name);
            }

            @Override
            public void close() {
                told.add(name + " closed");
            }
        };
    }

    private static UsageSink failing(Throwable failure) {
        return new UsageSink() {
            @Override
            public void record(UsageRecord usage) {
                UsageSinkTest.<RuntimeException>sneaky(failure);
            }

            @Override
            public void close() {
                UsageSinkTest.<RuntimeException>sneaky(failure);
            }
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneaky(Throwable failure) throws T {
        throw (T) failure;
    }
}
