/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes of a run, and a directory for their files. They end, in the order in which they were started, and it is
 * deleted, when this program ends, however it does. What they write to standard error is seen on this program's.
 */
public final class Processes {

    private final Path scratch;
    private final List<Child> children = new ArrayList<>();
    private boolean over;

    private Processes(Path scratch) {
        this.scratch = scratch;
    }

    /**
     * {@return no processes yet}
     *
     * @throws IOException where there is no place for their files
     */
    public static Processes none() throws IOException {
        Processes processes = new Processes(Files.createTempDirectory("benchmarks-"));
        Runtime.getRuntime().addShutdownHook(new Thread(processes::endAll, "end"));
        return processes;
    }

    /** {@return the directory for files} */
    public Path scratch() {
        return scratch;
    }

    /**
     * {@return a process}
     *
     * @param name for messages
     * @param command the program and its arguments
     * @throws IOException where it cannot be started
     */
    public synchronized Child start(String name, List<String> command) throws IOException {
        if (over) {
            throw new IOException("the program is ending");
        }
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        Child child = new Child(name, process);
        children.add(child);
        return child;
    }

    private synchronized void endAll() {
        over = true;
        children.forEach(Child::end);
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(Processes::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println(scratch + " could not be deleted: " + e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
