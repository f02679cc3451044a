/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.servlet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for the time that an SDK waits before it tries again: notes it, does what a test wants then, and is over. */
final class Nap {

    private final List<Duration> taken = new CopyOnWriteArrayList<>();
    private final Runnable meanwhile;

    Nap() {
        this(() -> {});
    }

    Nap(Runnable meanwhile) {
        this.meanwhile = meanwhile;
    }

    /** How long the SDK wanted to wait, each time. */
    List<Duration> taken() {
        return List.copyOf(taken);
    }

    private void take(Duration time) {
        taken.add(time);
        meanwhile.run();
    }

    com.anthropic.core.Sleeper ofAnthropic() {
        return new com.anthropic.core.Sleeper() {
            @Override
            public void sleep(Duration duration) {
                take(duration);
            }

            @Override
            public CompletableFuture<Void> sleepAsync(Duration duration) {
                take(duration);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {}
        };
    }

    com.openai.core.Sleeper ofOpenAi() {
        return new com.openai.core.Sleeper() {
            @Override
            public void sleep(Duration duration) {
                take(duration);
            }

            @Override
            public CompletableFuture<Void> sleepAsync(Duration duration) {
                take(duration);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {}
        };
    }
}
