/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** As many connections as tests with many threads need. */
final class ManyConnections {

    private ManyConnections() {}

    static HikariDataSource to(String url, String user) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }
}
