/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks;

import ai.dheera.passthrough.benchmarks.contenders.Contenders;
import ai.dheera.passthrough.benchmarks.traffic.Keys;
import ai.dheera.passthrough.benchmarks.traffic.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What the command line says. */
final class Options {

    static final String USAGE = """
            Usage: java -jar benchmarks.jar [OPTION]...
              --rounds N         how often each is measured, 5 times unless said otherwise
              --workloads NAMES  some of json,burst,paced; all unless said otherwise
              --only NAMES       some of nginx,constant,jetty,unlimited,budget,limited; all unless said otherwise
              --keys N           how many virtual keys of each kind are in use, 1,000 unless said otherwise
              --java PATH        the java command of another JDK, to run what is in Java on it too
              --build JAR        the benchmarks.jar of another build, to run its gateway too""";

    private static final String PROGRAM = "java -jar benchmarks/target/benchmarks.jar";
    private static final int MOST_ROUNDS = 100;

    private final List<Path> javas = new ArrayList<>();
    private final List<String> builds = new ArrayList<>();
    private List<String> contenders = Contenders.IDS;
    private List<Workload> workloads = List.of(Workload.values());
    private int rounds = 5;
    private int keys = Keys.COUNT;
    private String command = PROGRAM;

    private Options() {}

    static Options parse(String... arguments) throws Invalid {
        Options options = new Options();
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            if (!rest.hasNext()) {
                throw new Invalid("'" + name + "' is no option, or lacks its value.");
            }
            options.set(name, rest.next());
        }
        return options;
    }

    private void set(String name, String value) throws Invalid {
        switch (name) {
            case "--rounds" -> rounds = number("rounds", value, MOST_ROUNDS);
            case "--keys" -> keys = number("keys", value, Keys.COUNT);
            case "--workloads" -> workloads = workloads(value);
            case "--only" -> contenders = contenders(value);
            case "--java" -> javas.add(Path.of(value));
            case "--build" -> builds.add(value);
            default -> throw new Invalid("'" + name + "' is no option.");
        }
        boolean place = name.equals("--java") || name.equals("--build");
        command += " " + name + " " + (place ? Path.of(value).getFileName() : value);
    }

    private static int number(String what, String text, int most) throws Invalid {
        int number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw new Invalid("There may be 1 to " + most + " " + what + ", not '" + text + "'.");
        }
        return number;
    }

    private static List<Workload> workloads(String names) throws Invalid {
        try {
            return Arrays.stream(names.split(",", -1)).map(Workload::named).toList();
        } catch (IllegalArgumentException e) {
            throw new Invalid("'" + names + "' does not name workloads.");
        }
    }

    private static List<String> contenders(String names) throws Invalid {
        List<String> ids = List.of(names.split(",", -1));
        if (!Contenders.IDS.containsAll(ids)) {
            throw new Invalid("'" + names + "' does not name contenders.");
        }
        return ids;
    }

    /** {@return how often each contender is measured at each workload} */
    int rounds() {
        return rounds;
    }

    /** {@return how many virtual keys of each kind are in use} */
    int keys() {
        return keys;
    }

    List<Workload> workloads() {
        return workloads;
    }

    /** {@return the names of the contenders} */
    List<String> contenders() {
        return contenders;
    }

    /** {@return the launchers of further JDKs} */
    List<Path> javas() {
        return javas;
    }

    /** {@return the jars of other builds} */
    List<String> builds() {
        return builds;
    }

    /** {@return the command line itself, without the places of this machine} */
    String command() {
        return command;
    }

    /** A command line that cannot be followed. */
    static final class Invalid extends Exception {

        private static final long serialVersionUID = 1L;

        private Invalid(String what) {
            super(what + System.lineSeparator() + USAGE);
        }
    }
}
