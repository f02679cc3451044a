/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import ai.dheera.passthrough.forwarding.Upload;
import ai.dheera.passthrough.metering.Meter;
import ai.dheera.passthrough.metering.Metered;
import ai.dheera.passthrough.metering.UsageEvents;
import ai.dheera.passthrough.metering.UsageRequest;
import ai.dheera.passthrough.routing.Routed;
import ai.dheera.passthrough.spi.ClientRequest;
import ai.dheera.passthrough.spi.ClientRequest.BodySize;
import ai.dheera.passthrough.spi.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Meters one exchange, if its route tells usage. Safe for use by several threads. */
final class Tally {

    /** Of an exchange that has no route yet. */
    static final Tally NONE = new Tally(null);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final @Nullable Meter meter;
    private volatile @Nullable ClientRequest asking;
    private volatile @Nullable UsageEvents events;

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

    /** The option of a request that its stream would have to have to tell usage; empty where nothing is to be asked. */
    static Optional<String> optionToAskFor(Routed routed, ClientRequest request) {
        boolean mayAsk = routed.provider().requestsUsage()
                && routed.route().bills()
                && !request.headers().contains("Content-Encoding");
        return mayAsk ? routed.route().usage().flatMap(UsageReading::includeUsage) : Optional.empty();
    }

    /** Makes a request that is held whole ask for usage, if it is one for a stream that would tell none. */
    void askForUsage(String option, ClientRequest request, Upload held) {
        UsageRequest.with(joined(held.held()), option).ifPresent(body -> {
            held.replace(body);
            asking = request.without("Accept-Encoding").with(new BodySize(body.length));
        });
    }

    private static byte[] joined(List<ByteBuffer> pieces) {
        byte[] all = new byte[pieces.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer piece : pieces) {
            int length = piece.remaining();
            piece.get(all, at, length);
            at += length;
        }
        return all;
    }

    /** The request as it is sent: nothing can be taken out of an answer that is packed. */
    ClientRequest sent(ClientRequest request) {
        ClientRequest changed = asking;
        return changed == null ? request : changed;
    }

    void answerBegan(Headers headers) {
        if (meter != null) {
            meter.answerBegan(headers);
        }
        boolean stream = headers.first("Content-Type").orElse("").startsWith("text/event-stream");
        if (asking != null && stream && !headers.contains("Content-Encoding")) {
            events = new UsageEvents();
        }
    }

    /** Reads a piece of the answer, and tells what goes to the client of it. */
    ByteBuffer answered(ByteBuffer piece) {
        if (meter != null) {
            meter.answer(piece);
        }
        UsageEvents filter = events;
        return filter == null ? piece : filter.without(piece);
    }

    /** What goes to the client at the end of the answer. */
    ByteBuffer answerEnded() {
        UsageEvents filter = events;
        return filter == null ? NOTHING : filter.rest();
    }

    Metered end() {
        return Optional.ofNullable(meter).map(Meter::end).orElse(Metered.NOTHING);
    }
}
