/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.Locale;

/** How an exchange ended. */
public enum Outcome {
    /** The provider's answer reached the client whole, whatever its status. */
    COMPLETED,
    /** The client hung up, or stalled for longer than the idle timeout. */
    CLIENT_ABORTED,
    /** The provider's answer broke off after its head. */
    UPSTREAM_ABORTED,
    /** No connection, or it broke before the head of the answer. */
    UPSTREAM_UNREACHABLE,
    /** No head of an answer in time. */
    UPSTREAM_TIMEOUT,
    /** The gateway refused. */
    REJECTED,
    /** The gateway failed. */
    FAILED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** {@return the name in records, such as {@code client_aborted}} */
    public String label() {
        return label;
    }
}
