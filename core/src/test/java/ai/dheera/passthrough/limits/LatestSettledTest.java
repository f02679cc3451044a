/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatestSettledTest {

    private final LatestSettled settled = new LatestSettled();

    @Test
    void whatWasHeldIsNoNewsForAThousandMore() {
        for (int i = 0; i < 1_001; i++) {
            settled.add("held " + i);
        }
        assertThat(settled.addNotHeld("held 1")).isFalse();
        assertThat(settled.addNotHeld("held 1000")).isFalse();
        assertThat(settled.addNotHeld("held 0")).as("forgotten").isTrue();
    }

    @Test
    void whatWasNeverHeldIsNoNewsForAThousandMore() {
        for (int i = 0; i < 1_001; i++) {
            assertThat(settled.addNotHeld("unseen " + i)).isTrue();
        }
        assertThat(settled.addNotHeld("unseen 1")).isFalse();
        assertThat(settled.wasNeverHeld("unseen 1")).isTrue();
        assertThat(settled.wasNeverHeld("unseen 0")).as("forgotten").isFalse();
        assertThat(settled.addNotHeld("unseen 0")).isTrue();
    }

    @Test
    void whatWasHeldIsNotTakenForWhatWasNot() {
        settled.add("held");
        assertThat(settled.addNotHeld("held")).isFalse();
        assertThat(settled.wasNeverHeld("held")).isFalse();
    }
}
