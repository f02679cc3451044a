/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import ai.dheera.passthrough.benchmarks.contenders.Contender;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a comparison found, as Markdown.
 *
 * @param options what was asked for
 * @param contenders the rows
 * @param results the figures
 * @param othersShare the share that other programs had of the machine meanwhile, if that is known
 */
record Report(Options options, List<Contender> contenders, Results results, OptionalDouble othersShare) {

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("CPU time of the process, user and system, in microseconds: the median of " + options.rounds()
                + " rounds (lowest to highest).");
        lines.add("");
        lines.add(row("", "JDK", eachWorkload(Workload::heading)));
        lines.add(row("---", "---", eachWorkload(workload -> "---:")));
        contenders.forEach(contender -> lines.add(row(contender)));
        lines.add("");
        eachWorkload(workload -> "- " + workload.description()).forEach(lines::add);
        lines.add("");
        lines.add("Measured on " + LocalDate.now(ZoneOffset.UTC) + " with `" + options.command() + "` on "
                + Machine.description() + ";");
        lines.add("clients and upstream ran on the same machine" + others() + ".");
        return String.join("\n", lines);
    }

    private Stream<String> eachWorkload(Function<Workload, String> text) {
        return options.workloads().stream().map(text);
    }

    private String row(Contender contender) {
        return row(
                contender.label(),
                contender.jdk(),
                eachWorkload(workload ->
                        results.of(contender, workload).map(Figures::toString).orElse("")));
    }

    private static String row(String what, String jdk, Stream<String> cells) {
        return Stream.concat(Stream.of(what, jdk), cells).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private String others() {
        return othersShare.isEmpty()
                ? ""
                : ", and other programs took " + Math.round(100 * othersShare.getAsDouble()) + " % of its CPU time";
    }
}
