/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Scope;

/** One counter and its ceiling. Those who come under the same limit give it the same name. Immutable. */
public sealed interface Limit {

    /** {@return what names the counter, up to 200 characters, with no secret in it} */
    String name();

    /** {@return who shares it} */
    Scope scope();

    /** {@return what it counts} */
    Kind kind();

    /** {@return what there may be of that: pico-dollars, exchanges or tokens; see the kinds} */
    long ceiling();

    /** What a limit counts. */
    enum Kind {
        /** See {@link Spend}. */
        SPEND,
        /** See {@link Requests}. */
        REQUESTS,
        /** See {@link Tokens}. */
        TOKENS,
        /** See {@link Parallel}. */
        PARALLEL
    }

    /**
     * Spend in a window. An exchange is refused when what was spent and what is reserved have reached the ceiling.
     *
     * @param name names the counter
     * @param budget the ceiling and the window
     * @param most the ceiling in pico-dollars, see {@link PicoUsd}; worked out, whatever is given
     */
    record Spend(String name, Budget budget, long most) implements Limit {

        // Works the ceiling out once: it is compared with at each exchange.
        public Spend {
            most = PicoUsd.of(budget.usd());
        }

        /**
         * Spend in a window.
         *
         * @param name names the counter
         * @param budget the ceiling and the window
         */
        public Spend(String name, Budget budget) {
            this(name, budget, 0);
        }

        @Override
        public Scope scope() {
            return budget.scope();
        }

        @Override
        public Kind kind() {
            return Kind.SPEND;
        }

        @Override
        public long ceiling() {
            return most;
        }
    }

    /** What may flow in a minute: the size of a bucket that is full at first and fills evenly. */
    sealed interface Rate extends Limit {

        /** {@return the size of the bucket, and what flows in within a minute; positive} */
        long perMinute();

        @Override
        default long ceiling() {
            return perMinute();
        }
    }

    /**
     * Exchanges that begin.
     *
     * @param name names the counter
     * @param scope who shares it
     * @param perMinute how many of them; positive
     */
    record Requests(String name, Scope scope, long perMinute) implements Rate {

        @Override
        public Kind kind() {
            return Kind.REQUESTS;
        }
    }

    /**
     * Tokens used, counted at the end of exchanges: the bucket may be overdrawn, and an exchange is refused as long as less
     * than one token is in it.
     *
     * @param name names the counter
     * @param scope who shares it
     * @param perMinute how many of them; positive
     */
    record Tokens(String name, Scope scope, long perMinute) implements Rate {

        @Override
        public Kind kind() {
            return Kind.TOKENS;
        }
    }

    /**
     * Exchanges that run at one time.
     *
     * @param name names the counter
     * @param scope who shares it
     * @param most how many may run; positive
     */
    record Parallel(String name, Scope scope, int most) implements Limit {

        @Override
        public Kind kind() {
            return Kind.PARALLEL;
        }

        @Override
        public long ceiling() {
            return most;
        }
    }
}
