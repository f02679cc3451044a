/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A few connections to the database at a URL, kept open. */
final class Pool implements AutoCloseable {

    /** One for the records, the others for what has been billed and for reports. */
    private static final int CONNECTIONS = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int PATIENCE_FOR_PING_SECONDS = 1;

    /** What may be shown of a URL: in other places it may hold a password. */
    private static final Pattern HARMLESS = Pattern.compile("jdbc:[A-Za-z0-9:/._,~\\[\\] -]*");

    private final HikariDataSource connections;
    private final String name;

    private Pool(HikariDataSource connections, String name) {
        this.connections = connections;
        this.name = name;
    }

    /**
     * {@return a pool, also where the database does not answer yet}
     *
     * @throws IllegalArgumentException where no driver takes the URL
     */
    static Pool of(String url, Optional<String> user, Optional<String> password) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("dheera-passthrough-jdbc");
        config.setJdbcUrl(url);
        config.setDriverClassName(driver(url));
        user.ifPresent(config::setUsername);
        password.ifPresent(config::setPassword);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setInitializationFailTimeout(-1); // a database that comes later is no error
        return new Pool(new HikariDataSource(config), withoutSecrets(url));
    }

    /** The driver manager of the JVM does not see those that a web application brings along. */
    private static String driver(String url) {
        return Stream.of(Thread.currentThread().getContextClassLoader(), Pool.class.getClassLoader())
                .flatMap(loader -> ServiceLoader.load(Driver.class, loader).stream())
                .map(ServiceLoader.Provider::get)
                .filter(driver -> accepts(driver, url))
                .findFirst()
                .map(driver -> driver.getClass().getName())
                .orElseThrow(() -> new IllegalArgumentException("no JDBC driver on the class path takes the url "
                        + withoutSecrets(url) + ": add the artifact of the database's driver"));
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    static String withoutSecrets(String url) {
        String address = url.replaceFirst("[?;].*", "").replaceFirst("//[^/]*@", "//");
        return HARMLESS.matcher(address).matches() ? address : url.replaceFirst("^(jdbc:[a-z0-9]*).*", "$1:…");
    }

    DataSource source() {
        return connections;
    }

    /** Replaces all connections where the one that failed is broken: what broke it most likely broke the others. */
    void failed(Connection connection) {
        if (isBroken(connection)) {
            connections.getHikariPoolMXBean().softEvictConnections();
        }
    }

    private static boolean isBroken(Connection connection) {
        try {
            return connection.isClosed() || !connection.isValid(PATIENCE_FOR_PING_SECONDS);
        } catch (SQLException e) {
            return true;
        }
    }

    @Override
    public void close() {
        connections.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
