/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Told of every change that operators make. Called from several threads at once; returns soon, and throws nothing. */
@FunctionalInterface
public interface AuditLog {

    /**
     * Takes an entry.
     *
     * @param entry who did what
     */
    void record(AuditEntry entry);

    /** {@return one that logs each entry on a line, at level INFO, under this interface's name} */
    static AuditLog slf4j() {
        Logger log = LoggerFactory.getLogger(AuditLog.class);
        return entry -> log.info(
                "{} {} '{}' by {}: {}",
                entry.at(),
                entry.action().label(),
                entry.subject(),
                entry.by(),
                entry.details());
    }

    /**
     * {@return one that tells each entry to several}
     *
     * @param logs told in order
     */
    static AuditLog all(AuditLog... logs) {
        AuditLog[] told = logs.clone();
        return entry -> {
            for (AuditLog log : told) {
                log.record(entry);
            }
        };
    }
}
