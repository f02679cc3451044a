/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.contenders;

import ai.dheera.passthrough.benchmarks.processes.Child;
import ai.dheera.passthrough.benchmarks.processes.Jdk;
import ai.dheera.passthrough.benchmarks.processes.Processes;
import ai.dheera.passthrough.benchmarks.traffic.Keys;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.util.Jetty;

/**
 * What is compared in Jetty, on any JDK: one process with one or several rows in a table.
 *
 * @param main the class of its process, which gets the provider's base URL and a directory for files
 * @param workloads what it can do
 * @param rows what is measured of it
 */
record InJetty(Class<?> main, Set<Workload> workloads, List<Row> rows) {

    /** The same for all. Heap enough, of one size, so that collections compare. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xms512m", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

    /**
     * What is measured of a process.
     *
     * @param id its name on a command line
     * @param what what a table calls it
     * @param keys the virtual keys that its clients present
     */
    record Row(String id, String what, Keys keys) {}

    /** One with a single row, which takes any key. */
    InJetty(String id, String what, Set<Workload> workloads, Class<?> main) {
        this(main, workloads, List.of(new Row(id, what, Keys.UNLIMITED)));
    }

    List<Contender> on(Jdk jdk) {
        return on(jdk, Jdk.ownClassPath(), "");
    }

    /** The same of another build of this program. */
    List<Contender> on(Jdk jdk, String jar) {
        return on(jdk, jar, ", as in " + jar);
    }

    private List<Contender> on(Jdk jdk, String classPath, String remark) {
        Contender.Starter starter = (processes, provider) -> start(processes, provider, jdk, classPath);
        return rows.stream()
                .map(row -> new Contender(
                        row.id(),
                        "Jetty " + Jetty.VERSION + ", " + row.what() + remark,
                        jdk.version(),
                        row.keys(),
                        workloads,
                        starter))
                .toList();
    }

    private Server start(Processes processes, URI provider, Jdk jdk, String classPath) throws IOException {
        String scratch = processes.scratch().toString();
        Child process = processes.start(
                main.getSimpleName(),
                jdk.command(JVM_OPTIONS, classPath, main.getName(), provider.toString(), scratch));
        return new Server(process, process.port());
    }
}
