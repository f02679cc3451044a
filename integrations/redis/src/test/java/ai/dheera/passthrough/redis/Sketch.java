/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Reservation;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Limits, reservations of a cent, and what becomes of them. */
final class Sketch {

    static final long CENT = 10_000_000_000L;

    private Sketch() {}

    static Limit.Spend budget(String name, String usd) {
        return budget(name, usd, Calendar.TOTAL);
    }

    static Limit.Spend budget(String name, String usd, Budget.Window window) {
        return new Limit.Spend(name, new Budget(new BigDecimal(usd), window, ZoneOffset.UTC, Scope.KEY));
    }

    static Limit.Parallel parallel(String name, int most) {
        return new Limit.Parallel(name, Scope.KEY, most);
    }

    static Limit.Requests requests(String name, int perMinute) {
        return new Limit.Requests(name, Scope.KEY, perMinute);
    }

    static Limit.Tokens tokens(String name, long perMinute) {
        return new Limit.Tokens(name, Scope.KEY, perMinute);
    }

    static Reservation reservation(String id, Limit... limits) {
        return new Reservation(id, Instant.now(), CENT, List.of(limits));
    }

    /** {@return whether it is granted} */
    static boolean admit(LimitStore store, Reservation reservation) {
        return answer(store.admit(reservation)) instanceof Admittance.Granted;
    }

    static void settle(LimitStore store, Reservation reservation, long picoUsd) {
        answer(store.settle(new Charge(reservation, Instant.now(), picoUsd, 1)));
    }

    static Balance balance(LimitStore store, Limit.Spend budget) {
        return answer(store.balance(budget, Instant.now()));
    }

    static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
