/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Reservation;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The store of limits that the configuration names at the moment. An exchange is settled where it was admitted; a store
 * that is named no more is closed when it holds nothing. Safe for use by several threads.
 */
final class SwitchedLimitStore implements LimitStore {

    private final Counted memory = new Counted(LimitStore.inMemory());
    private final Switch<LimitSettings.Store, Counted> named =
            new Switch<>(SwitchedLimitStore::open, next -> {}, Counted::leave);
    private final Map<String, Counted> admitting = new ConcurrentHashMap<>();

    private static Counted open(LimitSettings.Store store) throws NotOpened {
        try {
            return new Counted(store.open());
        } catch (IOException | RuntimeException e) {
            throw new NotOpened("$.limits." + store.name(), e);
        }
    }

    /** A store, and how many exchanges it may hold something for; one more as long as it is in force. */
    private static final class Counted {

        final LimitStore store;
        private final AtomicInteger uses = new AtomicInteger(1);
        private final AtomicBoolean closed = new AtomicBoolean();

        Counted(LimitStore store) {
            this.store = store;
        }

        /** {@return whether it may be used; not once it is closed} */
        boolean use() {
            return uses.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
        }

        /** It is in force no more, or an exchange is over. */
        void leave() {
            if (uses.decrementAndGet() == 0) {
                close();
            }
        }

        void close() {
            if (closed.compareAndSet(false, true)) {
                store.close();
            }
        }
    }

    /**
     * Opens a store, where it is not in force already; returns what puts it in force.
     *
     * @throws NotOpened where it cannot be; then all stays as it was
     */
    Runnable prepare(Optional<LimitSettings.Store> next) throws NotOpened {
        return named.prepare(next);
    }

    /** Where what was prepared is not to be. */
    void drop() {
        named.drop();
    }

    private Counted current() {
        return named.current().orElse(memory);
    }

    /** One that is repeated asks the same store again. */
    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        Counted of = admitting.computeIfAbsent(reservation.id(), id -> used());
        return of.store.admit(reservation).whenComplete((answer, failure) -> {
            if (failure == null && !(answer instanceof Admittance.Granted)) {
                over(reservation);
            }
        });
    }

    private Counted used() {
        Counted counted = current();
        while (!counted.use()) {
            counted = current();
        }
        return counted;
    }

    @Override
    public CompletionStage<Void> settle(Charge charge) {
        Counted of = admitting.getOrDefault(charge.reservation().id(), current());
        return of.store.settle(charge).whenComplete((nothing, failure) -> {
            if (failure == null) {
                over(charge.reservation());
            }
        });
    }

    private void over(Reservation reservation) {
        Counted held = admitting.remove(reservation.id());
        if (held != null) {
            held.leave();
        }
    }

    @Override
    public CompletionStage<Balance> balance(Limit.Spend budget, Instant at) {
        return current().store.balance(budget, at);
    }

    @Override
    public CompletionStage<Void> reset(Limit.Spend budget) {
        return current().store.reset(budget);
    }

    /** Closes them all, whatever they hold. */
    @Override
    public void close() {
        named.close();
        memory.close();
        admitting.values().forEach(Counted::close);
    }
}
