/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Clients on one thread that have a number of exchanges between them. */
final class Clients implements Callable<Integer> {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final LoadOrder order;
    private final int connections;
    private final int exchanges;
    private final Requests requests;
    private int begun;
    private int done;

    /**
     * Clients that take a share of an order.
     *
     * @param connections how many clients
     * @param exchanges how many exchanges
     */
    Clients(LoadOrder order, int connections, int exchanges) {
        this.order = order;
        this.connections = connections;
        this.exchanges = exchanges;
        requests = new Requests(order);
    }

    /** Has all exchanges, and returns their number. */
    @Override
    public Integer call() throws IOException {
        try (Loop loop = new Loop()) {
            for (int i = 0; i < connections; i++) {
                new Client(this, order, loop).begin();
            }
            serve(loop);
        }
        return done;
    }

    private void serve(Loop loop) throws IOException {
        long progress = System.nanoTime();
        while (done < exchanges) {
            if (loop.turn()) {
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > PATIENCE) {
                throw new IOException("nothing comes any more, after " + done + " of " + exchanges + " answers");
            }
        }
    }

    /** {@return the next request to send; null where all were sent} */
    @Nullable
    ByteBuffer nextRequest() {
        return begun < exchanges ? requests.get(begun++) : null;
    }

    void answered() {
        done++;
    }
}
