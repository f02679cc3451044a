/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to Redis, which is there again after Redis was away. Calls wait for five seconds at most; they fail at once
 * before there was a connection, and while too many are without an answer. Safe for use by several threads.
 */
final class Link implements AutoCloseable {

    /** For how long an answer is waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How many calls may be without an answer. */
    static final int MOST_UNDER_WAY = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Link.class);

    private static final int THREADS = 2;
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATEST = Duration.ofSeconds(1);

    private final Address address;
    private final ClientResources resources;
    private final Client client;
    private final AtomicReference<Client.@Nullable Opened> current = new AtomicReference<>();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile @Nullable Throwable lastFailure;
    private volatile boolean closed;

    private Link(Address address) {
        this.address = address.patientFor(PATIENCE);
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.exponential(SOON, LATEST, 2, TimeUnit.MILLISECONDS))
                .build();
        this.client = Client.of(address, resources, PATIENCE, MOST_UNDER_WAY);
    }

    /** {@return the way to Redis, which may still be without a connection after a few seconds} */
    static Link to(Address address) {
        Link link = new Link(address);
        try {
            link.renew().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Redis at {} does not answer yet, and is tried again every few seconds: {}", address, reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return link;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.toString() : reason(cause);
    }

    /**
     * {@return what a script tells}
     *
     * @param script the script
     * @param keys its keys
     * @param args its arguments
     */
    CompletionStage<String> run(Script script, List<String> keys, List<String> args) {
        Client.Opened opened = current.get();
        if (opened == null || closed) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("there is no connection to Redis at " + address, lastFailure));
        }
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            return CompletableFuture.failedStage(new IllegalStateException(
                    "Redis at " + address + " has still to answer " + MOST_UNDER_WAY + " calls"));
        }
        return attempt(script, opened.scripts(), keys, args)
                .exceptionallyCompose(failure -> cause(failure) instanceof IOException
                        ? afterBreak(() -> attempt(script, opened.scripts(), keys, args))
                        : CompletableFuture.<String>failedStage(failure))
                .whenComplete((told, failure) -> underWay.decrementAndGet());
    }

    private static CompletionStage<String> attempt(
            Script script, RedisScriptingAsyncCommands<String, String> scripts, List<String> keys, List<String> args) {
        try {
            return script.run(scripts, keys, args);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** The client keeps calls for the next connection only when it knows for sure that this one is broken. */
    private CompletionStage<String> afterBreak(Supplier<CompletionStage<String>> call) {
        Executor soon = CompletableFuture.delayedExecutor(
                SOON.toMillis(), TimeUnit.MILLISECONDS, resources.eventExecutorGroup());
        return CompletableFuture.supplyAsync(call, soon).thenCompose(Function.identity());
    }

    /** {@return what is behind a failure} */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /**
     * Puts a new connection in the place of the one that is there: what went silent may stay so for a quarter of an hour
     * until its end is heard of.
     *
     * @return completed when that is done
     */
    CompletionStage<Void> renew() {
        if (closed || !renewing.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        return client.connect()
                .thenAccept(opened -> replace(current.getAndSet(opened)))
                .whenComplete((nothing, failure) -> {
                    lastFailure = failure;
                    renewing.set(false);
                    if (closed) {
                        replace(current.getAndSet(null));
                    }
                });
    }

    private static void replace(Client.@Nullable Opened before) {
        if (before != null) {
            var unused = before.connection().closeAsync();
        }
    }

    /** Does some work again and again, until this is closed; the work must not block. */
    void every(Duration pause, Runnable work) {
        var unused = resources
                .eventExecutorGroup()
                .scheduleWithFixedDelay(work, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed = true;
        current.set(null); // the client closes what it has opened
        client.close();
        var unused = resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
