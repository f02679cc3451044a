/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.KeyStore;
import java.time.InstantSource;

/**
 * A key store that operators can issue keys in: a database that all nodes share. A secret that a rotation has left for a
 * while is found with the end of that while as the key's {@code expiresAt}, also when that is over.
 */
public interface IssuingKeyStore extends KeyStore, KeyAdministration, AutoCloseable {

    /** Gives back what it holds, and tells of no more changes. */
    @Override
    void close();

    /**
     * {@return a store in this process's memory, for tests and trials: it ends with the process}
     *
     * @param audit told of changes
     * @param clock tells when things are done
     */
    static IssuingKeyStore inMemory(AuditLog audit, InstantSource clock) {
        return new MemoryKeyStore(audit, clock);
    }
}
