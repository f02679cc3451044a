/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is counted under one limit, in memory. Used by one thread at a time. */
abstract sealed class Counter {

    /** {@return a counter for a limit, of which nothing is used} */
    static Counter of(Limit limit, long nanos) {
        if (limit instanceof Limit.Spend) {
            return new Spending();
        }
        if (limit instanceof Limit.Requests requests) {
            return new Rate(RateBucket.full(requests.perMinute(), nanos));
        }
        if (limit instanceof Limit.Tokens tokens) {
            return new Rate(RateBucket.full(tokens.perMinute(), nanos));
        }
        return new Running();
    }

    /** {@return why an exchange may not begin; empty where it may} */
    abstract Optional<Admittance> refusal(Limit limit, Instant at, long nanos);

    /** Holds what an exchange needs; tells what is left. */
    abstract long hold(Limit limit, long picoUsd);

    /** Gives back what was held. */
    abstract void giveBack(long picoUsd);

    /** Counts what was used. */
    abstract void use(Limit limit, Charge charge, long nanos);

    /** {@return whether it is as a new one would be} */
    abstract boolean isNew(Instant at, long nanos);

    /** What is spent in a window, and reserved. */
    static final class Spending extends Counter {

        private long spent;
        private long reserved;

        /** When the window ends that the first spend began. */
        private @Nullable Instant ends;

        Spending() {}

        Spending(long spent, Instant ends) {
            this.spent = spent;
            this.ends = ends;
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
        void giveBack(long picoUsd) {
            reserved = Math.max(0, reserved - picoUsd);
        }

        @Override
        void use(Limit limit, Charge charge, long nanos) {
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

        void forgetSpend() {
            spent = 0;
            ends = null;
        }

        Balance balance(Instant at) {
            roll(at);
            return new Balance(spent, reserved, Optional.ofNullable(ends));
        }

        @Override
        boolean isNew(Instant at, long nanos) {
            roll(at);
            return spent == 0 && reserved == 0;
        }
    }

    /** What is in the bucket of a rate. */
    static final class Rate extends Counter {

        private final RateBucket bucket;

        Rate(RateBucket bucket) {
            this.bucket = bucket;
        }

        @Override
        Optional<Admittance> refusal(Limit limit, Instant at, long nanos) {
            bucket.refill(perMinute(limit), nanos);
            return bucket.available() < 1
                    ? Optional.of(new Admittance.TooFast(limit, bucket.untilOne(nanos)))
                    : Optional.empty();
        }

        private static long perMinute(Limit limit) {
            return limit instanceof Limit.Requests requests ? requests.perMinute() : ((Limit.Tokens) limit).perMinute();
        }

        @Override
        long hold(Limit limit, long picoUsd) {
            if (limit instanceof Limit.Requests) {
                bucket.take(1);
            }
            return bucket.available();
        }

        @Override
        void giveBack(long picoUsd) {
            // requests are counted when they begin, tokens when they are used
        }

        @Override
        void use(Limit limit, Charge charge, long nanos) {
            if (limit instanceof Limit.Tokens && charge.tokens() > 0) {
                bucket.refill(perMinute(limit), nanos);
                bucket.take(charge.tokens());
            }
        }

        @Override
        boolean isNew(Instant at, long nanos) {
            bucket.refill(nanos);
            return bucket.isFull();
        }
    }

    /** How many exchanges run. */
    static final class Running extends Counter {

        private int running;

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
        void giveBack(long picoUsd) {
            running--;
        }

        @Override
        void use(Limit limit, Charge charge, long nanos) {
            // it runs no more, which is all there is to it
        }

        @Override
        boolean isNew(Instant at, long nanos) {
            return running == 0;
        }
    }
}
