/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** A store of limits that hands everything on to another one, for those that do something besides. */
public abstract class DelegatingLimitStore implements LimitStore {

    private final LimitStore store;

    /**
     * A store.
     *
     * @param store the one that counts; closed with this one
     */
    protected DelegatingLimitStore(LimitStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        return store.admit(reservation);
    }

    @Override
    public CompletionStage<Void> settle(Charge charge) {
        return store.settle(charge);
    }

    @Override
    public CompletionStage<Balance> balance(Limit.Spend budget, Instant at) {
        return store.balance(budget, at);
    }

    @Override
    public CompletionStage<Void> reset(Limit.Spend budget) {
        return store.reset(budget);
    }

    @Override
    public void close() {
        store.close();
    }
}
