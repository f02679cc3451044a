/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.processes;

import java.io.IOException;

/** What keeps a server's process alive: its input, which ends with the program that started it, however that ends. */
public final class Lifeline {

    /** How the line begins by which a server says that it can be used. Its port follows. */
    static final String LISTENING = "listening on ";

    private Lifeline() {}

    /**
     * Says that the server can be used, and returns when it is no longer needed.
     *
     * @param port where it listens
     * @throws IOException where that cannot be told
     */
    public static void hold(int port) throws IOException {
        System.out.println(LISTENING + port);
        while (System.in.read() >= 0) {
            // what comes has no meaning
        }
    }
}
