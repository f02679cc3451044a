/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.time.Duration;
import java.util.Optional;

/** Ends an exchange before it reaches its provider, or where the provider cannot be reached. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Optional<Duration> retryAfter;

    private Refusal(ErrorCode code, String message, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /**
     * {@return a refusal}
     *
     * @param code why
     * @param message tells the client's developer what to do; no secret, nothing of the inside
     */
    public static Refusal of(ErrorCode code, String message) {
        return new Refusal(code, message, Optional.empty());
    }

    /**
     * {@return a refusal that need not last}
     *
     * @param code why
     * @param message tells the client's developer what to do; no secret, nothing of the inside
     * @param retryAfter when to try again
     */
    public static Refusal until(ErrorCode code, String message, Duration retryAfter) {
        return new Refusal(code, message, Optional.of(retryAfter));
    }

    /** {@return why} */
    public ErrorCode code() {
        return code;
    }

    /** {@return what to tell the client} */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** {@return when to try again, where that is known} */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
