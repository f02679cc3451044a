/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.Reservation;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A node in a process of its own: threads that run exchanges of a cent each, until standard input ends. It writes a line
 * for each step: what happens to which exchange, and when by the machine's monotonic clock, which all processes share.
 */
final class NodeProcess {

    private NodeProcess() {}

    public static void main(String[] args) throws Exception {
        Limit.Spend budget = Sketch.budget(args[1], args[2]);
        RedisLimitStore store = RedisLimitStore.builder(args[0]).open();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            Thread thread = new Thread(() -> goOn(store, budget));
            thread.setDaemon(true);
            thread.start();
        }
        while (System.in.read() >= 0) {
            // until the test closes it
        }
        System.exit(0);
    }

    private static void goOn(RedisLimitStore store, Limit.Spend budget) {
        while (true) {
            Reservation reservation = Sketch.reservation(UUID.randomUUID().toString(), budget);
            tell("begun", reservation);
            if (Sketch.admit(store, reservation)) {
                tell("admitted", reservation);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                Sketch.settle(store, reservation, Sketch.CENT);
                tell("settled", reservation);
            } else {
                tell("refused", reservation);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private static void tell(String what, Reservation reservation) {
        String line = what + " " + reservation.id() + " " + System.nanoTime() + "\n";
        synchronized (System.out) {
            System.out.print(line);
            System.out.flush();
        }
    }
}
