/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import ai.dheera.passthrough.benchmarks.contenders.Contender;
import ai.dheera.passthrough.benchmarks.contenders.Contenders;
import ai.dheera.passthrough.benchmarks.processes.Jdk;
import ai.dheera.passthrough.benchmarks.processes.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the CPU time that the gateway takes, beside that of the proxies that a user would pick instead, and prints a
 * table. Everything runs on this machine's loopback, each contender in a process of its own, and ends with the program.
 */
public final class Benchmarks {

    private static final int FAILED = 1;
    private static final int USED_WRONGLY = 2;

    private Benchmarks() {}

    /**
     * Runs the comparison. The table goes to standard output, what is going on to standard error.
     *
     * @param arguments see {@link Options#USAGE}
     */
    public static void main(String... arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        try {
            compare(Options.parse(arguments));
        } catch (Options.Invalid e) {
            fail(e, USED_WRONGLY);
        } catch (IOException e) {
            fail(e, FAILED);
        }
    }

    private static void compare(Options options) throws IOException {
        List<Contender> contenders = contenders(options);
        Comparison comparison = new Comparison(contenders, options.keys(), Processes.none());
        Bystanders bystanders = new Bystanders();
        Results results = comparison.run(options.workloads(), options.rounds());
        Report report = new Report(options, contenders, results, bystanders.share());
        System.out.println(report.text());
    }

    private static List<Contender> contenders(Options options) throws IOException {
        List<Jdk> jdks = new ArrayList<>(List.of(Jdk.own()));
        for (Path java : options.javas()) {
            jdks.add(Jdk.of(java));
        }
        return Contenders.on(jdks, options.builds()).stream()
                .filter(contender -> options.contenders().contains(contender.id()))
                .toList();
    }

    private static void fail(Exception why, int status) {
        System.err.println(why.getMessage());
        System.exit(status);
    }
}
