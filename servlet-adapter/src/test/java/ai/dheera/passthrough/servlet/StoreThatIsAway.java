/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Reservation;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store of limits that answers nothing but that it cannot. */
final class StoreThatIsAway implements LimitStore {

    private static <T> CompletionStage<T> away() {
        return CompletableFuture.failedStage(new IOException("away, as the test wants it"));
    }

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        return away();
    }

    /** Taken, since a gateway waits at its end for what is not. */
    @Override
    public CompletionStage<Void> settle(Charge charge) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Balance> balance(Limit.Spend budget, Instant at) {
        return away();
    }

    @Override
    public CompletionStage<Void> reset(Limit.Spend budget) {
        return away();
    }

    @Override
    public void close() {
        // nothing is held
    }
}
