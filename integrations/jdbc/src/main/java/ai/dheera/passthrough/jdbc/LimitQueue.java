/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.jdbc.LimitPortion.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that wait for the database, and the threads that do them: as many at once as have come meanwhile. The threads begin
 * with the first call. Safe for use by several threads.
 */
final class LimitQueue implements AutoCloseable {

    /** More would only wait for each other: exchanges under one limit follow each other. */
    static final int THREADS = 3;

    static final int MOST = 10_000;

    private static final Logger log = LoggerFactory.getLogger(LimitQueue.class);

    private static final int AT_ONCE = 64;

    /** Nobody waits any longer for what has waited for so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final BlockingQueue<Asked<?>> waiting = new ArrayBlockingQueue<>(MOST);
    private final Function<List<Asked<?>>, LimitPortion> portions;
    private final String name;
    private final List<Thread> threads = new ArrayList<>(); // guarded by itself
    private volatile boolean started;
    private volatile boolean closed;

    /**
     * A queue.
     *
     * @param portions makes portions of calls
     * @param name what the database is called in messages
     */
    LimitQueue(Function<List<Asked<?>>, LimitPortion> portions, String name) {
        this.portions = portions;
        this.name = name;
    }

    /** {@return the answer to come; a failure at once where too many wait, or where it is closed} */
    <T> CompletionStage<T> ask(LimitCall<T> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (closed) {
            return CompletableFuture.failedStage(new IllegalStateException("the limits in " + name + " are closed"));
        }
        if (!waiting.offer(new Asked<>(call, answer, System.nanoTime()))) {
            return CompletableFuture.failedStage(
                    new IllegalStateException(MOST + " calls wait for " + name + " already; it is too slow, or away"));
        }
        startOnce();
        return answer;
    }

    private void startOnce() {
        if (started) {
            return;
        }
        synchronized (threads) {
            for (int i = threads.size(); i < THREADS; i++) {
                Thread thread = new Thread(this::work, "dheera-limits-jdbc-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            started = true;
        }
    }

    private void work() {
        while (!closed || !waiting.isEmpty()) {
            try {
                List<Asked<?>> calls = next();
                if (!calls.isEmpty()) {
                    portions.apply(calls).run();
                }
            } catch (RuntimeException | Error e) {
                log.error("A thread of {} goes on after what must not happen", name, e);
            }
        }
    }

    private List<Asked<?>> next() {
        List<Asked<?>> calls = new ArrayList<>();
        try {
            Asked<?> first = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                calls.add(first);
                waiting.drainTo(calls, AT_ONCE - 1);
            }
        } catch (InterruptedException e) {
            log.debug("Interrupted by somebody; only closing ends this", e);
        }
        calls.removeIf(this::failIfLate);
        return calls;
    }

    /** What was used is counted however late it is. */
    private boolean failIfLate(Asked<?> asked) {
        boolean late = asked.call().holds() && System.nanoTime() - asked.nanos() > PATIENCE.toNanos();
        if (late) {
            asked.fail(new IllegalStateException(
                    "waited for " + name + " for more than " + PATIENCE.toSeconds() + " s; nothing is held"));
        }
        return late;
    }

    /** Does what waits, for five seconds at most. Threads are not interrupted: that closes the file of an embedded database. */
    @Override
    public void close() {
        closed = true;
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (threads) {
            for (Thread thread : threads) {
                joinUntil(end, thread);
            }
        }
        List<Asked<?>> left = new ArrayList<>();
        waiting.drainTo(left);
        left.forEach(each -> each.fail(new IllegalStateException("the limits in " + name + " are closed")));
    }

    private static void joinUntil(long end, Thread thread) {
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
