/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageSink;

/** The usual sink over a log: a {@link QueuedSink} before a {@link Slf4jWriter}. */
public final class Slf4jSink {

    private Slf4jSink() {}

    /** {@return a sink that logs each record as a line of JSON} */
    public static UsageSink open() {
        return QueuedSink.over(new Slf4jWriter());
    }
}
