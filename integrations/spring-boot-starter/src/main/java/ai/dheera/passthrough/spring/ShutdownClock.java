/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import java.time.Duration;
import java.util.Optional;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/** Knows since when the application shuts down. Safe for use by several threads. */
final class ShutdownClock implements ApplicationListener<ContextClosedEvent> {

    private final ApplicationContext application;
    private volatile Optional<Long> begunAt = Optional.empty();

    ShutdownClock(ApplicationContext application) {
        this.application = application;
    }

    /** Contexts below the application's, such as that of the management port, tell of their end here too. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext().equals(application)) {
            begunAt = Optional.of(System.nanoTime());
        }
    }

    boolean hasBegun() {
        return begunAt.isPresent();
    }

    /** What is left of a time that runs since the shutdown has begun; all of it where that has not. */
    Duration left(Duration time) {
        long passed = begunAt.map(begun -> System.nanoTime() - begun).orElse(0L);
        Duration left = time.minusNanos(passed);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
