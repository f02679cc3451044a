/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageRecord;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each record as a line of JSON, at INFO, to the logger {@value #LOGGER}. What that logger keeps, and for how long, is
 * the logging framework's business.
 */
public final class Slf4jWriter implements BatchWriter {

    /** The name of the logger. */
    public static final String LOGGER = "ai.dheera.passthrough.usage";

    private static final Logger log = LoggerFactory.getLogger(LOGGER);

    /** A writer to that logger. */
    public Slf4jWriter() {}

    @Override
    public void write(List<UsageRecord> batch) {
        for (UsageRecord usage : batch) {
            Lines.of(usage).ifPresent(log::info);
        }
    }

    @Override
    public String toString() {
        return "to the log " + LOGGER;
    }
}
