/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.KeyLimits;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.PicoUsd;
import ai.dheera.passthrough.limits.Reservation;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A key that has had a dollar, and has spent it. */
final class SpentBudget {

    static final VirtualKey KEY = VirtualKey.withId("broke")
            .limits(new Limits(List.of(), List.of(new Budget(BigDecimal.ONE, Calendar.DAY, ZoneOffset.UTC, Scope.KEY))))
            .build();

    static final String TOLD = "The budget of key 'broke' of 1 USD per day is spent; it opens again at ";

    private SpentBudget() {}

    /** A store that knows so. */
    static LimitStore store() {
        LimitStore store = LimitStore.inMemory();
        Instant now = Instant.now();
        Reservation earlier = new Reservation(
                "earlier",
                now,
                0,
                List.of(KeyLimits.budget(KEY, KEY.limits().budgets().get(0))));
        store.settle(new Charge(earlier, now, PicoUsd.of(BigDecimal.ONE), 0));
        return store;
    }
}
