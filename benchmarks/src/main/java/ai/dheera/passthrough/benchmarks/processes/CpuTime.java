/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.processes;

import java.time.Duration;
import java.util.stream.Stream;

/** What the operating system says of the CPU time of processes. */
public final class CpuTime {

    private CpuTime() {}

    /**
     * {@return the CPU time, user and system, that a process and all below it have taken so far} On Linux it comes from
     * {@code /proc/PID/stat}, in hundredths of a second, and is that of all threads, ended ones too.
     *
     * @param root the process
     */
    public static Duration of(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
