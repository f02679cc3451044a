/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageSink;
import java.nio.file.Path;

/** The usual sinks over a file: a {@link QueuedSink} before a {@link JsonLinesWriter}. */
public final class JsonLinesSink {

    private JsonLinesSink() {}

    /**
     * {@return a sink that appends each record as a line of JSON to a file that grows without end}
     *
     * @param file made where it is not there; appended to where it is
     */
    public static UsageSink open(Path file) {
        return open(file, Rotation.NEVER);
    }

    /**
     * {@return a sink that appends each record as a line of JSON to a file}
     *
     * @param file made where it is not there; appended to where it is
     * @param rotation when it is put aside
     */
    public static UsageSink open(Path file, Rotation rotation) {
        return QueuedSink.over(new JsonLinesWriter(file, rotation));
    }
}
