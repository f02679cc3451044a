/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.usage.QueuedSink;
import javax.sql.DataSource;

/** Writes usage records to a database behind a queue, so that no exchange waits for it. */
public final class JdbcUsageSink {

    private JdbcUsageSink() {}

    /**
     * {@return a sink that is ready for a gateway} Its tables have to be there. For tables that create themselves, reports
     * and a ledger, make a {@link JdbcUsageStore} and put a {@link QueuedSink} over it.
     *
     * @param source gives connections; stays open when the sink is closed
     */
    public static UsageSink open(DataSource source) {
        return QueuedSink.over(JdbcUsageStore.over(source));
    }
}
