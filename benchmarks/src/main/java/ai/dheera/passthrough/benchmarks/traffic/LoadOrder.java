/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

/**
 * What the load generator is told to do, as a line of text.
 *
 * @param port where the proxy listens
 * @param workload what to do
 * @param keys with which virtual keys
 * @param inUse with how many of these
 * @param exchanges how often
 */
public record LoadOrder(int port, Workload workload, Keys keys, int inUse, int exchanges) {

    static LoadOrder parse(String line) {
        String[] parts = line.split(" ", -1);
        return new LoadOrder(
                Integer.parseInt(parts[0]),
                Workload.named(parts[1]),
                Keys.valueOf(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]));
    }

    /** {@return the line} */
    public String line() {
        return port + " " + workload.id() + " " + keys + " " + inUse + " " + exchanges;
    }
}
