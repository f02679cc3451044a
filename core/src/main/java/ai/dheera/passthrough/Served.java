/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.metering.Metered;
import java.time.Instant;
import java.util.Optional;

/**
 * An exchange that was routed and is over, as far as it matters to what it comes to. Immutable.
 *
 * @param path where it went, below the provider
 * @param askedModel the model asked for
 * @param host where the request went; empty where it went nowhere
 * @param status the provider's, 0 where it gave none
 * @param outcome how it ended
 * @param sent whether the whole request was sent
 * @param metered what the meter read
 * @param at when it began
 */
record Served(
        Provider provider,
        Route route,
        String path,
        Optional<String> askedModel,
        String host,
        int status,
        Outcome outcome,
        boolean sent,
        Metered metered,
        Instant at) {

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Whether the provider may have worked for it, though no head of an answer came. */
    boolean isGivenUp() {
        return status == 0 && sent && (outcome == Outcome.CLIENT_ABORTED || outcome == Outcome.UPSTREAM_TIMEOUT);
    }

    /** Whether the usage that the answer told is the last word. */
    boolean isToldWhole() {
        return metered.isReported() && (metered.settled() || outcome == Outcome.COMPLETED);
    }

    /** Whether all that is told may be less than what was used, and will be told again where it is fetched again. */
    boolean isToldElsewhere() {
        return !isToldWhole() && metered.text().isEmpty() && metered.id().isPresent();
    }

    /** Whether only an estimate can tell what was used. */
    boolean needsEstimate() {
        boolean told = metered.isReported() ? isToldWhole() : !isSuccess() && !isGivenUp();
        return route.bills()
                && route.costUsd().isEmpty()
                && !metered.pending()
                && !told
                && metered.text().isPresent();
    }
}
