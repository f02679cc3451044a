/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process of clients. Does what each line of its input says (see {@link LoadOrder}), and answers each with a line:
 * {@value #DONE}, or what went wrong. Ends with its input.
 */
public final class LoadGenerator {

    /** Says that every exchange was had, and every answer whole. */
    public static final String DONE = "done";

    private final int loops = Loop.enough();
    private final ExecutorService threads = Executors.newFixedThreadPool(loops, task -> {
        Thread thread = new Thread(task, "clients");
        thread.setDaemon(true);
        return thread;
    });

    private LoadGenerator() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        LoadGenerator generator = new LoadGenerator();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            System.out.println(generator.follow(LoadOrder.parse(line)));
        }
    }

    private String follow(LoadOrder order) throws InterruptedException {
        List<Clients> shares = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            shares.add(share(order, i));
        }
        try {
            for (Future<Integer> share : threads.invokeAll(shares)) {
                share.get();
            }
            return DONE;
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    private Clients share(LoadOrder order, int loop) {
        return new Clients(order, share(order.workload().connections(), loop), share(order.exchanges(), loop));
    }

    private int share(int of, int loop) {
        return of / loops + (loop < of % loops ? 1 : 0);
    }
}
