/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.limits.DelegatingLimitStore;
import ai.dheera.passthrough.limits.LimitStore;
import java.util.Optional;

/** What the gateway uses, and leaves open at its end. */
final class Borrowed {

    private Borrowed() {}

    static UsageSink of(UsageSink sink) {
        return new UsageSink() {
            @Override
            public void record(UsageRecord usage) {
                sink.record(usage);
            }

            @Override
            public boolean isFull() {
                return sink.isFull();
            }

            @Override
            public String toString() {
                return sink.toString();
            }
        };
    }

    /** The gateway's end is still that of the ledger whose place this one takes. */
    static BillingLedger of(BillingLedger ledger, Optional<BillingLedger> inPlaceOf) {
        return new BillingLedger() {
            @Override
            public boolean claim(String id) throws Exception {
                return ledger.claim(id);
            }

            @Override
            public boolean blocking() {
                return ledger.blocking();
            }

            @Override
            public void close() {
                inPlaceOf.ifPresent(BillingLedger::close);
            }
        };
    }

    /** The gateway's end is still that of the store whose place this one takes. */
    static LimitStore of(LimitStore store, Optional<LimitStore> inPlaceOf) {
        return new DelegatingLimitStore(store) {
            @Override
            public void close() {
                inPlaceOf.ifPresent(LimitStore::close);
            }
        };
    }
}
