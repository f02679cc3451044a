/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Instant;
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

    /** {@return whether an exchange may begin under a limit of that ceiling} */
    abstract boolean admits(long ceiling, Instant at, long nanos);

    /** {@return why an exchange may not begin that is not admitted} */
    abstract Admittance refusal(Limit limit, Instant at, long nanos);

    /** Holds so much for an exchange; tells what is left. */
    abstract long hold(long ceiling, long amount);

    /** Gives back what was held for an exchange, if that was, and counts what it used. */
    abstract void settle(Limit limit, long ceiling, Charge charge, boolean wasHeld, long nanos);

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
        boolean admits(long ceiling, Instant at, long nanos) {
            roll(at);
            return PicoUsd.sum(spent, reserved) < ceiling;
        }

        /** Where reservations alone have reached the ceiling, the window is the one that they will begin. */
        @Override
        Admittance refusal(Limit limit, Instant at, long nanos) {
            Limit.Spend spend = (Limit.Spend) limit;
            Instant begun = ends;
            return new Admittance.Spent(spend, begun == null ? spend.budget().endsAfter(at) : begun);
        }

        @Override
        long hold(long ceiling, long amount) {
            reserved = PicoUsd.sum(reserved, amount);
            return Math.max(0, ceiling - PicoUsd.sum(spent, reserved));
        }

        @Override
        void settle(Limit limit, long ceiling, Charge charge, boolean wasHeld, long nanos) {
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
        boolean admits(long ceiling, Instant at, long nanos) {
            return running < ceiling;
        }

        @Override
        Admittance refusal(Limit limit, Instant at, long nanos) {
            return new Admittance.TooMany((Limit.Parallel) limit);
        }

        @Override
        long hold(long ceiling, long amount) {
            running += amount;
            return ceiling - running;
        }

        @Override
        void settle(Limit limit, long ceiling, Charge charge, boolean wasHeld, long nanos) {
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
