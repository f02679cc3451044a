/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one store whether it answers; one that hangs is asked by one thread, however often that is asked for. */
final class StoreCheck {

    private static final Logger log = LoggerFactory.getLogger(StoreCheck.class);

    /** A question that costs a store next to nothing. */
    interface Question {

        /** Asks; throws where the store does not answer. */
        void ask() throws Exception;
    }

    private final String store;
    private final Question question;
    private final Executor executor;

    // guarded by this object
    private CompletableFuture<Optional<String>> latest = CompletableFuture.completedFuture(Optional.empty());

    StoreCheck(String store, Question question, Executor executor) {
        this.store = store;
        this.question = question;
        this.executor = executor;
    }

    String store() {
        return store;
    }

    /** What is wrong with the store, if anything; in words without any secret, as texts of exceptions may have. */
    CompletableFuture<Optional<String>> trouble(Duration patience) {
        return ask().copy()
                .completeOnTimeout(
                        Optional.of("does not answer within " + patience.toMillis() + " ms"),
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private synchronized CompletableFuture<Optional<String>> ask() {
        if (latest.isDone()) {
            latest = CompletableFuture.supplyAsync(this::answer, executor);
        }
        return latest;
    }

    private Optional<String> answer() {
        try {
            question.ask();
            return Optional.empty();
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (Exception | Error e) {
            return failed(e);
        }
    }

    private Optional<String> failed(Throwable failure) {
        log.debug("The store '{}' does not answer", store, failure);
        return Optional.of("failed: " + failure.getClass().getSimpleName());
    }
}
