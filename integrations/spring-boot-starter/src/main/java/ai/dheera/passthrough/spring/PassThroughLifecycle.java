/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.PassThrough;
import org.springframework.context.SmartLifecycle;

/**
 * Closes the gateway when the application shuts down: after the web server has stopped to accept requests and has waited for
 * running ones, before it closes connections. Otherwise exchanges that are cut off could not be told from complete ones, and
 * new ones would be refused where the load balancer still sends them.
 */
final class PassThroughLifecycle implements SmartLifecycle {

    /** Between those of the web server's graceful shutdown (1024 below the usual one) and of its stop (2048 below). */
    static final int PHASE = DEFAULT_PHASE - 1024 - 512;

    private final PassThrough gateway;
    private final ShutdownClock shutdown;
    private volatile boolean running;

    PassThroughLifecycle(PassThrough gateway, ShutdownClock shutdown) {
        this.gateway = gateway;
        this.shutdown = shutdown;
    }

    @Override
    public void start() {
        running = true;
    }

    /** A gateway that is closed stays so: an application that only pauses, and may be started again, keeps it. */
    @Override
    public void stop() {
        running = false;
        if (shutdown.hasBegun()) {
            gateway.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
