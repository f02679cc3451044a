/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

/**
 * How fast the keys of a scope may go on together. 0 stands for no limit. Immutable.
 *
 * @param scope who shares it
 * @param requestsPerMinute how many exchanges may begin in a minute, all of them at once after a minute of rest
 * @param tokensPerMinute how many tokens may be used in a minute, in and out; up to 10,000,000,000. They are known at the
 *     end of an exchange only: one that uses more leaves a debt, and the next begins when that is paid
 * @param parallelRequests how many exchanges may run at one time
 */
public record RateLimit(Scope scope, int requestsPerMinute, long tokensPerMinute, int parallelRequests) {

    /** The most tokens a minute that a limit may name. */
    public static final long MOST_TOKENS = 10_000_000_000L;

    // Refuses what is no limit.
    public RateLimit {
        if (requestsPerMinute < 0 || tokensPerMinute < 0 || parallelRequests < 0) {
            throw new IllegalArgumentException("a limit is a positive number, or 0 for none");
        }
        if (tokensPerMinute > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    "tokensPerMinute is " + MOST_TOKENS + " at most, not " + tokensPerMinute);
        }
    }

    /** {@return whether it limits nothing} */
    boolean isNone() {
        return requestsPerMinute == 0 && tokensPerMinute == 0 && parallelRequests == 0;
    }
}
