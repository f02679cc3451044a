/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.metering.Meter;
import ai.dheera.passthrough.metering.Metered;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Meters one exchange, if its route tells usage. Safe for use by several threads. */
final class Tally {

    /** Of an exchange that has no route yet. */
    static final Tally NONE = new Tally(null);

    private final @Nullable Meter meter;

    private Tally(@Nullable Meter meter) {
        this.meter = meter;
    }

    static Tally of(Routed routed, ClientRequest request) {
        Route route = routed.route();
        return route.bills()
                ? route.usage()
                        .map(reading -> new Tally(new Meter(
                                reading,
                                name -> variable(routed, name),
                                name -> KeyCarriers.parameter(request.query(), name)
                                        .orElse(null))))
                        .orElse(NONE)
                : NONE;
    }

    private static @Nullable String variable(Routed routed, String name) {
        int index = routed.route().variableIndex(name);
        return index < 0 ? null : routed.variables().get(index);
    }

    boolean readsRequest() {
        return meter != null && meter.readsRequest();
    }

    void request(ByteBuffer piece) {
        if (meter != null) {
            meter.request(piece);
        }
    }

    void answerBegan(Headers headers) {
        if (meter != null) {
            meter.answerBegan(headers);
        }
    }

    void answer(ByteBuffer piece) {
        if (meter != null) {
            meter.answer(piece);
        }
    }

    Metered end() {
        return Optional.ofNullable(meter).map(Meter::end).orElse(Metered.NOTHING);
    }
}
