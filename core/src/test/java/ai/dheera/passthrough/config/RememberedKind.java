/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.usage.UsageStore;
import ai.dheera.passthrough.usage.UsageStoreKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A kind of store for tests, found as others are: what is written to each outlives the store, by its name. */
public final class RememberedKind implements UsageStoreKind {

    private static final Map<String, Remembered> STORES = new ConcurrentHashMap<>();

    /** The latest store of a name. */
    static Remembered store(String name) {
        return STORES.get(name);
    }

    @Override
    public String name() {
        return "remembered";
    }

    @Override
    public Set<String> options() {
        return Set.of("name", "password", "failing");
    }

    @Override
    public UsageStore open(Map<String, String> options) {
        String name = options.get("name");
        if (name == null) {
            throw new IllegalArgumentException("needs a name");
        }
        Remembered store = new Remembered(options.containsKey("failing"));
        STORES.put(name, store);
        return store;
    }

    static final class Remembered implements UsageStore {

        volatile boolean failing;
        volatile boolean closed;

        private final BillingLedger ledger = BillingLedger.inMemory();
        private final List<String> ids = new ArrayList<>();

        Remembered(boolean failing) {
            this.failing = failing;
        }

        @Override
        public synchronized void write(List<UsageRecord> batch) throws IOException {
            if (failing) {
                throw new IOException("failing on purpose");
            }
            batch.forEach(usage -> ids.add(usage.requestId()));
        }

        synchronized List<String> ids() {
            return List.copyOf(ids);
        }

        @Override
        public BillingLedger ledger() {
            return ledger;
        }

        @Override
        public List<Spend> spend(Query query) {
            return List.of();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
