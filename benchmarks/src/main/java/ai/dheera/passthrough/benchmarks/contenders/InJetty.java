/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.benchmarks.processes.Child;
import ai.dheera.passthrough.benchmarks.processes.Jdk;
import ai.dheera.passthrough.benchmarks.processes.Processes;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.util.Jetty;

/**
 * What is compared in Jetty, on any JDK.
 *
 * @param id its name on a command line
 * @param what what a table calls it
 * @param workloads what it can do
 * @param main the class of its process, which gets the provider's base URL and a directory for files
 */
record InJetty(String id, String what, Set<Workload> workloads, Class<?> main) {

    /** The same for all. Heap enough, of one size, so that collections compare. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xms512m", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

    Contender on(Jdk jdk) {
        return on(jdk, Jdk.ownClassPath(), what);
    }

    /** The same of another build of this program. */
    Contender on(Jdk jdk, String jar) {
        return on(jdk, jar, what + ", as in " + jar);
    }

    private Contender on(Jdk jdk, String classPath, String called) {
        String label = "Jetty " + Jetty.VERSION + ", " + called;
        return new Contender(
                id,
                label,
                jdk.version(),
                workloads,
                (processes, provider) -> start(processes, provider, jdk, classPath));
    }

    private Server start(Processes processes, URI provider, Jdk jdk, String classPath) throws IOException {
        String scratch = processes.scratch().toString();
        Child process =
                processes.start(id, jdk.command(JVM_OPTIONS, classPath, main.getName(), provider.toString(), scratch));
        return new Server(process, process.port());
    }
}
