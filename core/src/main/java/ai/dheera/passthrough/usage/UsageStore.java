/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.SpendReports;
import ai.dheera.passthrough.UsageRecord;
import java.util.List;

/** Where usage records stay, shared by all nodes: a database. */
public interface UsageStore extends BatchWriter, SpendReports {

    /**
     * Writes records; those that are there already, by their {@linkplain UsageRecord#requestId request id}, are left as
     * they are.
     */
    @Override
    void write(List<UsageRecord> batch) throws Exception;

    /** {@return what has been billed, by all nodes that share the store} */
    BillingLedger ledger();
}
