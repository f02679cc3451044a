/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import ai.dheera.passthrough.benchmarks.contenders.Contender;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The figures of all contenders at all workloads. */
final class Results {

    private final Map<Cell, Figures> figures = new HashMap<>();

    private record Cell(Contender contender, Workload workload) {}

    void add(Contender contender, Workload workload, double micros) {
        figures.computeIfAbsent(new Cell(contender, workload), cell -> new Figures())
                .add(micros);
    }

    Optional<Figures> of(Contender contender, Workload workload) {
        return Optional.ofNullable(figures.get(new Cell(contender, workload)));
    }
}
