/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import ai.dheera.passthrough.benchmarks.contenders.Contender;
import ai.dheera.passthrough.benchmarks.contenders.Server;
import ai.dheera.passthrough.benchmarks.processes.Child;
import ai.dheera.passthrough.benchmarks.processes.Jdk;
import ai.dheera.passthrough.benchmarks.processes.Processes;
import ai.dheera.passthrough.benchmarks.traffic.LoadGenerator;
import ai.dheera.passthrough.benchmarks.traffic.LoadOrder;
import ai.dheera.passthrough.benchmarks.traffic.Upstream;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets the contenders do the same work, and measures the CPU time that the process of each takes for it. All are there
 * from beginning to end, and one works at a time. They take turns, portion by portion, so that what else happens on the
 * machine falls on all alike.
 */
final class Comparison {

    private static final List<String> JVM_OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private final Map<Contender, Server> servers = new LinkedHashMap<>();
    private final Results results = new Results();
    private final Child upstream;
    private final Child clients;
    private final int keys;

    /** One whose clients have so many virtual keys of each kind. */
    Comparison(List<Contender> contenders, int keys, Processes processes) throws IOException {
        this.keys = keys;
        clients = start(processes, "clients", LoadGenerator.class);
        upstream = start(processes, "upstream", Upstream.class);
        URI provider = URI.create("http://127.0.0.1:" + upstream.port());
        for (Contender contender : contenders) {
            servers.put(contender, server(contender.starter(), processes, provider));
        }
    }

    /** One for all contenders that share it. */
    private Server server(Contender.Starter starter, Processes processes, URI provider) throws IOException {
        for (Map.Entry<Contender, Server> each : servers.entrySet()) {
            if (each.getKey().starter().equals(starter)) {
                return each.getValue();
            }
        }
        return starter.start(processes, provider);
    }

    private static Child start(Processes processes, String name, Class<?> main) throws IOException {
        return processes.start(name, Jdk.own().command(JVM_OPTIONS, Jdk.ownClassPath(), main.getName()));
    }

    /** {@return what these workloads cost, after a warm-up} */
    Results run(List<Workload> workloads, int rounds) throws IOException {
        for (Workload workload : workloads) {
            for (int round = 1 - workload.warmUpRounds(); round <= rounds; round++) {
                run(workload, round);
            }
        }
        return results;
    }

    /** Another one is the first each time: who comes behind a pause finds the processor's caches cold, and its clock low. */
    private List<Map.Entry<Contender, Server>> inTurn(int round) {
        List<Map.Entry<Contender, Server>> turned = new ArrayList<>(servers.entrySet());
        Collections.rotate(turned, round);
        return turned;
    }

    private void run(Workload workload, int round) throws IOException {
        Map<Contender, CpuUse> uses = new LinkedHashMap<>();
        for (int portion = 0; portion < workload.portions(); portion++) {
            for (Map.Entry<Contender, Server> each : inTurn(round + portion)) {
                Contender contender = each.getKey();
                if (contender.workloads().contains(workload)) {
                    uses.merge(contender, usedFor(workload, contender, each.getValue()), CpuUse::plus);
                }
            }
        }
        uses.forEach((contender, use) -> add(contender, workload, round, use));
    }

    private void add(Contender contender, Workload workload, int round, CpuUse use) {
        int units = workload.exchanges() * workload.units();
        String when = round > 0 ? "round " + round : "warm-up";
        System.err.println(workload.id() + ", " + when + ", " + contender + ": " + use.perUnit(units));
        if (round > 0) {
            results.add(contender, workload, use.microsPer(units));
        }
    }

    private CpuUse usedFor(Workload workload, Contender contender, Server server) throws IOException {
        CpuUse before = CpuUse.soFar(server.process(), clients, upstream);
        load(contender, server, workload);
        return CpuUse.soFar(server.process(), clients, upstream).minus(before);
    }

    /** Has the exchanges of a portion; fails where any answer is not what it should be. */
    private void load(Contender contender, Server server, Workload workload) throws IOException {
        clients.tell(new LoadOrder(
                        server.port(), workload, contender.keys(), keys, workload.exchanges() / workload.portions())
                .line());
        String outcome = clients.hear();
        if (!outcome.equals(LoadGenerator.DONE)) {
            throw new IOException(contender + ", " + workload.id() + ": " + outcome);
        }
    }
}
