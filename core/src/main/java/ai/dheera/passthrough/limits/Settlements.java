/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every charge is counted: at once, or else as soon as the store answers again, as often as it takes. Safe
 * for use by several threads.
 */
final class Settlements {

    /** As many may be to come before no exchange is admitted any more. */
    static final int MOST = 100_000;

    private static final Logger log = LoggerFactory.getLogger(Settlements.class);

    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    /** More would only queue elsewhere. */
    private static final int MOST_UNDER_WAY = 256;

    private final LimitStore store;
    private final LongSupplier nanoTime;
    private final Set<Open> underWay = ConcurrentHashMap.newKeySet();
    private final Queue<Open> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile boolean failing;
    private volatile long lastTry;

    /** A charge that the store has not confirmed. */
    private static final class Open {

        final Charge charge;
        volatile long sentAt;

        /** One that fails for itself is not to be sent with each that does not. */
        volatile long notBefore;

        Open(Charge charge, long now) {
            this.charge = charge;
            this.sentAt = now;
            this.notBefore = now;
        }
    }

    Settlements(LimitStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** {@return whether too many are to come} */
    boolean isFull() {
        return count() >= MOST;
    }

    /** {@return how many are to come} */
    int count() {
        return count.get();
    }

    /** Counts a charge, now or later. */
    void settle(Charge charge) {
        if (failing) {
            count.incrementAndGet();
            waiting.add(new Open(charge, nanoTime.getAsLong()));
            return;
        }
        CompletionStage<Void> answer = ask(charge);
        if (!isDone(answer)) {
            count.incrementAndGet();
            follow(new Open(charge, nanoTime.getAsLong()), answer);
        }
    }

    private CompletionStage<Void> ask(Charge charge) {
        try {
            return Objects.requireNonNull(store.settle(charge), "the store tells nothing");
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Of a store in memory there is nothing to follow. */
    private static boolean isDone(CompletionStage<Void> answer) {
        try {
            CompletableFuture<Void> future = answer.toCompletableFuture();
            return future.isDone() && !future.isCompletedExceptionally();
        } catch (RuntimeException e) {
            return false; // a stage of the store's own, which need not be able to
        }
    }

    private void follow(Open open, CompletionStage<Void> answer) {
        underWay.add(open);
        var unused = answer.whenComplete((nothing, failure) -> told(open, failure));
    }

    private void send(Open open) {
        open.sentAt = nanoTime.getAsLong();
        follow(open, ask(open.charge));
    }

    /** One that was late and sent again may be told of twice. */
    private void told(Open open, @Nullable Throwable failure) {
        if (failure == null) {
            failing = false;
            if (underWay.remove(open) || waiting.remove(open)) {
                count.decrementAndGet();
            }
            sendWaiting();
        } else if (underWay.remove(open)) {
            putOff(open, failure);
        }
    }

    private void putOff(Open open, Throwable failure) {
        if (!failing) {
            failing = true;
            log.warn("What exchanges used cannot be counted at the moment; it is tried again every second", failure);
        }
        lastTry = nanoTime.getAsLong();
        open.notBefore = lastTry + PAUSE;
        waiting.add(open);
    }

    /** Tries again what failed, and what was not answered in time. Called a few times a second. */
    void retry() {
        long now = nanoTime.getAsLong();
        for (Open open : List.copyOf(underWay)) {
            if (now - open.sentAt > PATIENCE && underWay.remove(open)) {
                putOff(open, new TimeoutException("no answer within 10 s"));
            }
        }
        if (!failing) {
            sendWaiting();
        } else if (now - lastTry >= PAUSE) {
            lastTry = now;
            sendNext();
        }
    }

    /** As long as the store takes them, and by one thread at a time: a store may answer before it returns. */
    private void sendWaiting() {
        if (waiting.isEmpty() || !sending.compareAndSet(false, true)) {
            return;
        }
        try {
            while (!failing && underWay.size() < MOST_UNDER_WAY && isDue(waiting.peek())) {
                sendNext();
            }
        } finally {
            sending.set(false);
        }
    }

    private boolean isDue(@Nullable Open next) {
        return next != null && nanoTime.getAsLong() - next.notBefore >= 0;
    }

    private void sendNext() {
        Open next = waiting.poll();
        if (next != null) {
            send(next);
        }
    }

    /** {@return the charges that are not counted yet} */
    List<Charge> open() {
        return Stream.concat(underWay.stream(), waiting.stream())
                .map(open -> open.charge)
                .toList();
    }
}
