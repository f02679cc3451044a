/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.google;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs what it is given in any case: on the workers or, where they take no more, on a thread of its own. Google's library
 * asks for one renewal at a time, and never again for one that was refused: all later requests would wait for it.
 */
record SureExecutor(Executor workers) implements Executor {

    @Override
    public void execute(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            Thread thread = new Thread(task, "dheera-passthrough-google-token");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
