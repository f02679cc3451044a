/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Channels and timers that one thread serves. */
final class Loop implements AutoCloseable {

    private static final int BLOCK = 64 * 1024;
    private static final long LONGEST_WAIT_MS = 1_000;

    /** What is done when a channel is ready, or a time has come. */
    interface Task {
        void run() throws IOException;
    }

    private record Timer(long due, Task task) {}

    private final Selector selector = Selector.open();
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>((one, other) -> Long.signum(one.due() - other.due()));

    Loop() throws IOException {}

    /** {@return how many loops a process needs, so that they are never what a proxy waits for} */
    static int enough() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** Runs the task, from now on, whenever the channel is ready. */
    SelectionKey register(SelectableChannel channel, int operations, Task task) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, task);
    }

    /** Runs the task at a time of {@link System#nanoTime}. */
    void at(long due, Task task) {
        timers.add(new Timer(due, task));
    }

    /** {@return an empty buffer to read into, to be used up before the task returns} */
    ByteBuffer block() {
        return block.clear();
    }

    /** Waits, for a second at most, until something is to be done, and does it; false where there was nothing. */
    boolean turn() throws IOException {
        try {
            int ready = selector.select(key -> run((Task) key.attachment()), millisToFirstTimer(System.nanoTime()));
            return runTimers() || ready > 0;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Rounded up, so as not to wake too early and wait again. */
    private long millisToFirstTimer(long now) {
        Timer first = timers.peek();
        if (first == null) {
            return LONGEST_WAIT_MS;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(first.due() - now) + 1;
        return Math.min(Math.max(millis, 1), LONGEST_WAIT_MS);
    }

    private boolean runTimers() {
        boolean any = false;
        long now = System.nanoTime();
        for (Timer next = timers.peek(); next != null && next.due() - now <= 0; next = timers.peek()) {
            timers.remove();
            run(next.task());
            any = true;
        }
        return any;
    }

    private static void run(Task task) {
        try {
            task.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
