/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;

/** A server of MySQL's kind: the one that {@code -Dmysql.url=jdbc:mysql://…} names, with an empty database, or a MariaDB. */
final class MysqlServer implements AutoCloseable {

    private static final Optional<String> NAMED = Optional.ofNullable(System.getProperty("mysql.url"));

    private final Optional<MariaDbServer> own;
    private final HikariDataSource connections;

    private MysqlServer(Optional<MariaDbServer> own) {
        this.own = own;
        this.connections =
                ManyConnections.to(own.map(MariaDbServer::url).or(() -> NAMED).orElseThrow(), "root");
    }

    static boolean isAvailable() {
        return NAMED.isPresent() || MariaDbServer.isAvailable();
    }

    static MysqlServer in(Path directory) throws Exception {
        return new MysqlServer(NAMED.isPresent() ? Optional.empty() : Optional.of(MariaDbServer.in(directory)));
    }

    DataSource connections() {
        return connections;
    }

    @Override
    public void close() throws Exception {
        connections.close();
        if (own.isPresent()) {
            own.get().close();
        }
    }
}
