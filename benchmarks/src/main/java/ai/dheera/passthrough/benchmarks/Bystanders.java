/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import ai.dheera.passthrough.benchmarks.processes.CpuTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Finds out how busy other programs keep the machine. They make every figure higher than it is on a quiet one: caches
 * are cold, threads wait, and fewer events come at a time. Works where there is a Linux {@code /proc}.
 */
final class Bystanders {

    private final Ticks machineBefore = Ticks.now();
    private final Duration oursBefore = ours();

    private static Duration ours() {
        return CpuTime.of(ProcessHandle.current());
    }

    /** {@return the share that others have had of the machine's CPU time since this was made, if that can be told} */
    OptionalDouble share() {
        Ticks now = Ticks.now();
        double all = now.seconds() - machineBefore.seconds();
        double busy = now.busySeconds() - machineBefore.busySeconds();
        double own = ours().minus(oursBefore).toMillis() / 1_000.0;
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.max(0, busy - own) / all);
    }

    /** The CPU time of all processors so far, idle time included, and what of it was not idle. */
    private record Ticks(double seconds, double busySeconds) {

        private static final Path STAT = Path.of("/proc/stat");
        private static final double TICKS_PER_SECOND = 100;

        /** From the first line: "cpu", and the ticks in user, nice, system, idle, iowait, irq, softirq, steal. */
        static Ticks now() {
            try (Stream<String> lines = Files.lines(STAT)) {
                long[] ticks = lines.findFirst().stream()
                        .flatMap(line -> Arrays.stream(line.split(" +", -1)))
                        .skip(1)
                        .limit(8)
                        .mapToLong(Long::parseLong)
                        .toArray();
                long all = Arrays.stream(ticks).sum();
                long idle = ticks[3] + ticks[4];
                return new Ticks(all / TICKS_PER_SECOND, (all - idle) / TICKS_PER_SECOND);
            } catch (IOException e) {
                return new Ticks(0, 0);
            }
        }
    }
}
