/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.spi.ClientRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ContinuationsTest {

    private static final String URL = "/gemini/upload/v1beta/files?upload_id=1";

    private final AtomicLong nanos = new AtomicLong();
    private final Continuations continuations = new Continuations(nanos::get);

    @Test
    void aStepFromTheOpenersAddressCountsAsTheOpeners() {
        continuations.opened(URL, List.of("sk-a"), "203.0.113.9");
        assertThat(continuations.presentedFor(URL, "203.0.113.9")).containsExactly("sk-a");
        assertThat(continuations.presentedFor(URL + "0", "203.0.113.9")).isEmpty();
        assertThat(continuations.presentedFor(URL, "203.0.113.8")).isEmpty();
    }

    @Test
    void aDayLaterNothingIsKnown() {
        continuations.opened(URL, List.of("sk-a"), "203.0.113.9");
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(continuations.presentedFor(URL, "203.0.113.9")).isEmpty();
    }

    /** Two clients of whom nothing is known are not the same one. */
    @Test
    void fromAnUnknownAddressNothingGoesOn() {
        continuations.opened(URL, List.of("sk-a"), ClientRequest.UNKNOWN_ADDRESS);
        assertThat(continuations.presentedFor(URL, ClientRequest.UNKNOWN_ADDRESS))
                .isEmpty();
    }
}
