/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.LimitStoreContract;
import java.time.Duration;
import javax.sql.DataSource;

/** What a store of limits has to do, in a database. */
abstract class LimitContract extends LimitStoreContract {

    /** Gives connections to the database under test. */
    abstract DataSource source();

    @Override
    protected LimitStore open() {
        return JdbcLimitStore.over(source()).creatingTables().givingBackWithin(bound());
    }

    @Override
    protected Duration bound() {
        return Duration.ofSeconds(4);
    }

    @Override
    protected void silence(LimitStore node) {
        ((JdbcLimitStore) node).keeper().close();
    }
}
