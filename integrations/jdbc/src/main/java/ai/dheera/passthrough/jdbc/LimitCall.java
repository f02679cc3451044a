/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Counter.Spending;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.Reservation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One call of a store of limits, to be done on a page of its tables. May be done again, on a page read anew.
 *
 * @param <T> what it answers
 */
interface LimitCall<T> {

    /** {@return the limits whose counters it looks at} */
    List<Limit> limits();

    /** {@return the reservation that it is about; empty where it is about none} */
    Optional<String> reservation();

    /** {@return whether it counts: its limits need counters} */
    default boolean counts() {
        return reservation().isPresent();
    }

    /** {@return whether it may hold something, which only a node may that gives signs of life} */
    default boolean holds() {
        return false;
    }

    /** {@return its answer} */
    T on(LimitPage page);

    /** Holds all or nothing. */
    record Admit(Reservation wanted) implements LimitCall<Admittance> {

        @Override
        public List<Limit> limits() {
            return wanted.limits();
        }

        @Override
        public Optional<String> reservation() {
            return Optional.of(wanted.id());
        }

        @Override
        public boolean holds() {
            return true;
        }

        @Override
        public Admittance on(LimitPage page) {
            Optional<Admittance.Granted> before = page.granted(wanted.id());
            if (before.isPresent()) {
                return before.get();
            }
            if (page.isSettled(wanted.id())) {
                throw new IllegalStateException("reservation " + wanted.id() + " is settled already");
            }
            Admittance answer = page.counters(wanted.limits()).admit(wanted, page.nanos());
            if (answer instanceof Admittance.Granted granted) {
                page.hold(wanted, granted);
            }
            return answer;
        }
    }

    /** Gives back what was held, and counts what was used. */
    record Settle(Charge charge) implements LimitCall<Optional<Void>> {

        @Override
        public List<Limit> limits() {
            return charge.reservation().limits();
        }

        @Override
        public Optional<String> reservation() {
            return Optional.of(charge.reservation().id());
        }

        @Override
        public Optional<Void> on(LimitPage page) {
            String id = charge.reservation().id();
            if (!page.isSettled(id)) {
                boolean wasHeld = page.granted(id).isPresent();
                page.counters(limits()).settle(charge, wasHeld, page.nanos());
                page.settle(charge.reservation());
            }
            return Optional.empty();
        }
    }

    /** Reads a budget. */
    record Read(Limit.Spend budget, Instant at) implements LimitCall<Balance> {

        @Override
        public List<Limit> limits() {
            return List.of(budget);
        }

        @Override
        public Optional<String> reservation() {
            return Optional.empty();
        }

        @Override
        public Balance on(LimitPage page) {
            return page.spending(budget)
                    .map(spending -> spending.balance(at))
                    .orElseGet(() -> new Balance(0, 0, Optional.empty()));
        }
    }

    /** Forgets what was spent. */
    record Reset(Limit.Spend budget) implements LimitCall<Optional<Void>> {

        @Override
        public List<Limit> limits() {
            return List.of(budget);
        }

        @Override
        public Optional<String> reservation() {
            return Optional.empty();
        }

        @Override
        public Optional<Void> on(LimitPage page) {
            page.spending(budget).ifPresent(Spending::forgetSpend);
            page.changed(budget);
            return Optional.empty();
        }
    }
}
