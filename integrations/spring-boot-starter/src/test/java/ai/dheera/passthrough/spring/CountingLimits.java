/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.DelegatingLimitStore;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Reservation;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits in memory, and how often they were asked and closed. */
final class CountingLimits extends DelegatingLimitStore {

    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger admitted = new AtomicInteger();

    CountingLimits() {
        super(LimitStore.inMemory());
    }

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        admitted.incrementAndGet();
        return super.admit(reservation);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
