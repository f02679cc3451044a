/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.processes;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that this program has started. Used by one thread. */
public final class Child {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final BufferedWriter input;
    private final BufferedReader output;

    Child(String name, Process process) {
        this.name = name;
        this.process = process;
        input = process.outputWriter();
        output = process.inputReader();
    }

    /**
     * Writes a line to its input.
     *
     * @param line without its end
     * @throws IOException where it has ended
     */
    public void tell(String line) throws IOException {
        input.write(line);
        input.newLine();
        input.flush();
    }

    /**
     * {@return the next line of its output}
     *
     * @throws IOException where it has ended
     */
    public String hear() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the process of " + name + " has ended");
        }
        return line;
    }

    /**
     * {@return the port of a server that {@linkplain Lifeline says} it}
     *
     * @throws IOException where it did not start
     */
    public int port() throws IOException {
        String line = hear();
        while (!line.startsWith(Lifeline.LISTENING)) {
            line = hear();
        }
        return Integer.parseInt(line.substring(Lifeline.LISTENING.length()));
    }

    /**
     * Waits for its end.
     *
     * @param patience how long
     * @return whether it has ended
     * @throws IOException where the wait was interrupted
     */
    public boolean endsWithin(Duration patience) throws IOException {
        try {
            return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** {@return the {@linkplain CpuTime CPU time} that it and its own children have taken so far} */
    public Duration cpu() {
        return CpuTime.of(process.toHandle());
    }

    /** Ends it, by force where need be. */
    void end() {
        process.destroy();
        try {
            if (!endsWithin(PATIENCE)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
