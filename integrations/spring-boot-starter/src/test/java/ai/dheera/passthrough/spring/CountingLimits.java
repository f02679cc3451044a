/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Reservation;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits in memory, and how often they were asked and closed. */
final class CountingLimits implements LimitStore {

    private final LimitStore inMemory = LimitStore.inMemory();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger admitted = new AtomicInteger();

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        admitted.incrementAndGet();
        return inMemory.admit(reservation);
    }

    @Override
    public CompletionStage<Void> settle(Charge charge) {
        return inMemory.settle(charge);
    }

    @Override
    public CompletionStage<Balance> balance(Limit.Spend budget, Instant at) {
        return inMemory.balance(budget, at);
    }

    @Override
    public CompletionStage<Void> reset(Limit.Spend budget) {
        return inMemory.reset(budget);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
