/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import java.util.Locale;

/** What the clients do: each, over a connection of its own, one exchange after the other. */
public enum Workload {
    /** Short requests with short answers. */
    JSON(32, 4, 40_000, 10, 1, "JSON, us/request"),
    /** Streams whose events all come at once. */
    BURST(32, 4, 6_000, 10, 64, "SSE burst, us/event"),
    /** Many streams at a time that each send an event every {@link #PAUSE_NANOS}. */
    PACED(500, 2, 500, 1, 80, "SSE paced, us/event");

    /** What lies between the events of a paced stream: 20 a second. */
    static final long PAUSE_NANOS = 50_000_000;

    private static final String PARAMETER = "answer=";

    private final int connections;
    private final int warmUpRounds;
    private final int exchanges;
    private final int portions;
    private final int units;
    private final String heading;

    Workload(int connections, int warmUpRounds, int exchanges, int portions, int units, String heading) {
        this.connections = connections;
        this.warmUpRounds = warmUpRounds;
        this.exchanges = exchanges;
        this.portions = portions;
        this.units = units;
        this.heading = heading;
    }

    /** {@return how many clients there are} */
    int connections() {
        return connections;
    }

    /** {@return after how many rounds a proxy is warm, so that the JIT has compiled what it will} */
    public int warmUpRounds() {
        return warmUpRounds;
    }

    /** {@return how many exchanges a round has} */
    public int exchanges() {
        return exchanges;
    }

    /** {@return in how many portions a round is had, between which the others have theirs; without a rest} */
    public int portions() {
        return portions;
    }

    /** {@return how many of what is counted are in one exchange: requests, or events} */
    public int units() {
        return units;
    }

    /** {@return in how many pieces an answer comes to its client at least, where the proxy holds nothing back} */
    int leastPieces() {
        return this == PACED ? units / 4 : 1;
    }

    /** {@return what a column of figures says of itself} */
    public String heading() {
        return heading;
    }

    /** {@return what is done, as a sentence without its end} */
    public String description() {
        return switch (this) {
            case JSON -> "JSON: a request of 420 bytes and an answer of 800, over 32 connections";
            case BURST -> "SSE burst: streams of 64 events that come all at once, over 32 connections";
            case PACED -> "SSE paced: 500 streams at a time, each of 20 events a second";
        };
    }

    /** {@return the name on a command line} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the path and query of its requests, which tell the provider how to answer} */
    String target() {
        return "/anthropic/v1/messages?" + PARAMETER + id();
    }

    /**
     * {@return the workload that a request belongs to}
     *
     * @param head the head of the request
     */
    static Workload of(String head) {
        int from = head.indexOf(PARAMETER) + PARAMETER.length();
        return named(head.substring(from, head.indexOf(' ', from)));
    }

    /**
     * {@return the workload of a name}
     *
     * @param id the name on a command line
     * @throws IllegalArgumentException where there is none
     */
    public static Workload named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
