/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.forwarding;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.Refusal;

/** Hears how a forwarding ends: exactly one of the two, once, from any thread. */
public interface ForwardingListener {

    /**
     * The provider gave no answer; the client still waits for one.
     *
     * @param refusal what to tell it
     * @param outcome {@link Outcome#UPSTREAM_UNREACHABLE}, {@link Outcome#UPSTREAM_TIMEOUT} or {@link Outcome#FAILED}
     */
    void unanswered(Refusal refusal, Outcome outcome);

    /**
     * The exchange is over; nothing more goes to the client.
     *
     * @param outcome how it ended
     */
    void ended(Outcome outcome);
}
