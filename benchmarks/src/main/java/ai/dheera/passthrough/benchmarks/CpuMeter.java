/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import ai.dheera.passthrough.benchmarks.processes.Child;
import java.time.Duration;

/**
 * Measures the CPU time of a process from one moment on.
 *
 * @param process the process
 * @param before what it had taken until then
 */
record CpuMeter(Child process, Duration before) {

    static CpuMeter start(Child process) {
        return new CpuMeter(process, process.cpu());
    }

    /** {@return the microseconds that it has taken since for each of so many units of work} */
    double microsPer(int units) {
        return process.cpu().minus(before).toNanos() / 1_000.0 / units;
    }
}
