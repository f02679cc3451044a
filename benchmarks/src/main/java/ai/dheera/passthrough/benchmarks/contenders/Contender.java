/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.benchmarks.processes.Processes;
import ai.dheera.passthrough.benchmarks.traffic.Keys;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * One of those that are compared.
 *
 * @param id its name on a command line; the same on each JDK
 * @param label what a table calls it
 * @param jdk the version of its JDK; empty where it has none
 * @param keys the virtual keys that its clients present
 * @param workloads what it can do
 * @param starter starts it; contenders with the same one share a process
 */
public record Contender(String id, String label, String jdk, Keys keys, Set<Workload> workloads, Starter starter) {

    /** Starts a contender. */
    public interface Starter {

        /**
         * {@return a server that accepts connections}
         *
         * @param processes where its process belongs
         * @param upstream the base URL of the provider
         * @throws IOException where it cannot be started
         */
        Server start(Processes processes, URI upstream) throws IOException;
    }

    @Override
    public String toString() {
        return jdk.isEmpty() ? id : id + " on JDK " + jdk;
    }
}
