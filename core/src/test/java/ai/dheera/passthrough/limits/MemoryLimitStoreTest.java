/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Duration;

class MemoryLimitStoreTest extends LimitStoreContract {

    @Override
    protected LimitStore open() {
        return LimitStore.inMemory();
    }

    @Override
    protected boolean countsForAllNodes() {
        return false;
    }

    @Override
    protected Duration bound() {
        throw new UnsupportedOperationException("what memory holds dies with its node");
    }

    @Override
    protected void silence(LimitStore node) {
        throw new UnsupportedOperationException("a store in memory has nobody to tell that it lives");
    }

    @Override
    protected int manyOperations() {
        return 100_000;
    }
}
