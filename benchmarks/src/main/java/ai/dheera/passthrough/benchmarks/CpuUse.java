/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import ai.dheera.passthrough.benchmarks.processes.Child;
import java.time.Duration;
import java.util.Locale;

/**
 * CPU time that a contender's process, the clients and the upstream take.
 *
 * @param contender the time of the contender
 * @param clients the time of the clients
 * @param upstream the time of the upstream
 */
record CpuUse(Duration contender, Duration clients, Duration upstream) {

    /** {@return what they have taken so far} */
    static CpuUse soFar(Child contender, Child clients, Child upstream) {
        return new CpuUse(contender.cpu(), clients.cpu(), upstream.cpu());
    }

    CpuUse plus(CpuUse more) {
        return new CpuUse(contender.plus(more.contender), clients.plus(more.clients), upstream.plus(more.upstream));
    }

    CpuUse minus(CpuUse before) {
        return new CpuUse(
                contender.minus(before.contender), clients.minus(before.clients), upstream.minus(before.upstream));
    }

    /** {@return the microseconds of the contender for each of so many units of work} */
    double microsPer(int units) {
        return micros(contender, units);
    }

    /** {@return the same of all three, as text} */
    String perUnit(int units) {
        return String.format(
                Locale.ROOT,
                "%.1f us (clients %.1f, upstream %.1f)",
                micros(contender, units),
                micros(clients, units),
                micros(upstream, units));
    }

    private static double micros(Duration time, int units) {
        return time.toNanos() / 1_000.0 / units;
    }
}
