/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is counted under one limit, for stores that count in Java: in memory, or over what they have read and locked. Used
 * by one thread at a time.
 */
public abstract sealed class Counter permits Counter.Spending, RateBucket, Counter.Running {

    Counter() {}

    /**
     * {@return a counter of which nothing is used}
     *
     * @param limit what it counts for
     * @param nanos the time, of a clock that all calls go by
     */
    public static Counter of(Limit limit, long nanos) {
        if (limit instanceof Limit.Spend) {
            return new Spending();
        }
        if (limit instanceof Limit.Rate rate) {
            return RateBucket.full(rate.perMinute(), nanos);
        }
        return new Running();
    }

    /**
     * Holds all that an exchange needs, or nothing.
     *
     * @param reservation what it needs
     * @param under the counters of its limits, in their order
     * @param nanos the time
     * @return what became of it
     */
    public static Admittance admit(Reservation reservation, List<Counter> under, long nanos) {
        List<Limit> limits = reservation.limits();
        for (int i = 0; i < limits.size(); i++) {
            Optional<Admittance> refusal = under.get(i).refusal(limits.get(i), reservation.at(), nanos);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        List<Long> left = new ArrayList<>(limits.size());
        for (int i = 0; i < limits.size(); i++) {
            left.add(under.get(i).hold(limits.get(i), reservation.picoUsd()));
        }
        return new Admittance.Granted(left);
    }

    /**
     * Gives back what was held, and counts what was used.
     *
     * @param charge what was used
     * @param under the counters of its limits, in their order
     * @param wasHeld whether anything was
     * @param nanos the time
     */
    public static void settle(Charge charge, List<Counter> under, boolean wasHeld, long nanos) {
        List<Limit> limits = charge.reservation().limits();
        for (int i = 0; i < limits.size(); i++) {
            under.get(i).settle(limits.get(i), charge, wasHeld, nanos);
        }
    }

    /** {@return why an exchange may not begin; empty where it may} */
    abstract Optional<Admittance> refusal(Limit limit, Instant at, long nanos);

    /** Holds what an exchange needs; tells what is left. */
    abstract long hold(Limit limit, long picoUsd);

    /** Gives back what was held, and counts what was used. */
    abstract void settle(Limit limit, Charge charge, boolean wasHeld, long nanos);

    /** {@return whether it is as a new one would be} */
    abstract boolean isNew(Instant at, long nanos);

    /** What is spent in a window, and reserved. */
    public static final class Spending extends Counter {

        private long spent;
        private long reserved;

        /** When the window ends that the first spend began. */
        private @Nullable Instant ends;

        Spending() {}

        /**
         * A counter as it was kept.
         *
         * @param kept how it stood
         */
        public Spending(Balance kept) {
            this.spent = kept.spentPicoUsd();
            this.reserved = kept.reservedPicoUsd();
            this.ends = kept.ends().orElse(null);
        }

        @Override
        Optional<Admittance> refusal(Limit limit, Instant at, long nanos) {
            Limit.Spend spend = (Limit.Spend) limit;
            roll(at);
            return PicoUsd.sum(spent, reserved) >= spend.most()
                    ? Optional.of(new Admittance.Spent(spend, endsAfter(spend, at)))
                    : Optional.empty();
        }

        /** Where reservations alone have reached the ceiling, the window is the one that they will begin. */
        private Instant endsAfter(Limit.Spend spend, Instant at) {
            Instant begun = ends;
            return begun == null ? spend.budget().endsAfter(at) : begun;
        }

        @Override
        long hold(Limit limit, long picoUsd) {
            reserved = PicoUsd.sum(reserved, picoUsd);
            return Math.max(0, ((Limit.Spend) limit).most() - PicoUsd.sum(spent, reserved));
        }

        @Override
        void settle(Limit limit, Charge charge, boolean wasHeld, long nanos) {
            if (wasHeld) {
                reserved = Math.max(0, reserved - charge.reservation().picoUsd());
            }
            roll(charge.at());
            if (charge.picoUsd() > 0 && ends == null) {
                ends = ((Limit.Spend) limit).budget().endsAfter(charge.at());
            }
            spent = PicoUsd.sum(spent, charge.picoUsd());
        }

        private void roll(Instant at) {
            if (ends != null && !at.isBefore(ends)) {
                forgetSpend();
            }
        }

        /** Forgets what was spent, and with it the window. */
        public void forgetSpend() {
            spent = 0;
            ends = null;
        }

        /**
         * {@return how it stands in the window of an instant}
         *
         * @param at the instant
         */
        public Balance balance(Instant at) {
            roll(at);
            return balance();
        }

        /** {@return how it stands in the window of its last spend} */
        public Balance balance() {
            return new Balance(spent, reserved, Optional.ofNullable(ends));
        }

        @Override
        boolean isNew(Instant at, long nanos) {
            roll(at);
            return spent == 0 && reserved == 0;
        }
    }

    /** How many exchanges run. */
    public static final class Running extends Counter {

        private long running;

        Running() {}

        /**
         * A counter as it was kept.
         *
         * @param running how many run; not negative
         */
        public Running(long running) {
            this.running = running;
        }

        /** {@return how many run} */
        public long running() {
            return running;
        }

        @Override
        Optional<Admittance> refusal(Limit limit, Instant at, long nanos) {
            Limit.Parallel parallel = (Limit.Parallel) limit;
            return running >= parallel.most() ? Optional.of(new Admittance.TooMany(parallel)) : Optional.empty();
        }

        @Override
        long hold(Limit limit, long picoUsd) {
            running++;
            return ((Limit.Parallel) limit).most() - running;
        }

        @Override
        void settle(Limit limit, Charge charge, boolean wasHeld, long nanos) {
            if (wasHeld) {
                running = Math.max(0, running - 1);
            }
        }

        @Override
        boolean isNew(Instant at, long nanos) {
            return running == 0;
        }
    }
}
