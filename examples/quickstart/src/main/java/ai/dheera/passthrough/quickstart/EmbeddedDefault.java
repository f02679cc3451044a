/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.SpendReports;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.jdbc.JdbcKeyStore;
import ai.dheera.passthrough.jdbc.JdbcLimitStore;
import ai.dheera.passthrough.jdbc.JdbcUsageStore;
import ai.dheera.passthrough.keys.KeyAdministration;
import ai.dheera.passthrough.keys.KeySecret;
import ai.dheera.passthrough.quickstart.standin.StandIn;
import ai.dheera.passthrough.usage.QueuedSink;
import ai.dheera.passthrough.usage.UsageJson;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway that needs nothing: one virtual key in memory and others in a database file, with what their budgets
 * are at, a stand-in for each provider whose real key is not in the environment, and usage records in that file and in the
 * log.
 */
final class EmbeddedDefault implements Setup {

    static final String KEY_PREFIX = KeySecret.PREFIX;

    private static final Logger usageLog = LoggerFactory.getLogger("usage");

    private final StandIn standIn;
    private final String database;
    private final JdbcUsageStore store;
    private final JdbcKeyStore keys;
    private final List<ServedProvider> providers;
    private final KeySecret key = KeySecret.random();
    private final PassThrough gateway;

    private EmbeddedDefault(
            StandIn standIn,
            String database,
            JdbcUsageStore store,
            JdbcKeyStore keys,
            JdbcLimitStore limits,
            Map<String, String> environment) {
        this.standIn = standIn;
        this.database = database;
        this.store = store;
        this.keys = keys;
        this.providers = ServedProvider.all(environment, standIn);
        this.gateway = PassThrough.builder()
                .providers(ProviderRegistry.of(
                        providers.stream().map(ServedProvider::provider).toList()))
                .keys(KeyStore.firstOf(KeyStore.inMemory(Map.of(key.sha256(), quickstartKey())), keys))
                .usage(UsageSink.all(QueuedSink.over(store), usage -> usageLog.info("{}", UsageJson.line(usage))))
                .ledger(store.ledger())
                .limits(limits)
                .build();
    }

    static EmbeddedDefault start(Map<String, String> environment) throws Exception {
        String database = database();
        JdbcUsageStore store = JdbcUsageStore.connect(database, Optional.empty(), Optional.empty())
                .creatingTables();
        store.check();
        JdbcKeyStore keys = keyStore();
        keys.check();
        JdbcLimitStore limits = limitStore();
        limits.check();
        return new EmbeddedDefault(StandIn.start(), database, store, keys, limits, environment);
    }

    /** {@return the store of further keys, in the same file, which several processes may have open at a time} */
    static JdbcKeyStore keyStore() {
        return JdbcKeyStore.connect(database(), Optional.empty(), Optional.empty())
                .creatingTables();
    }

    /** {@return the store of what their budgets are at, in that file too} */
    static JdbcLimitStore limitStore() {
        return JdbcLimitStore.connect(database(), Optional.empty(), Optional.empty())
                .creatingTables();
    }

    private static String database() {
        return "jdbc:h2:file:" + directory().resolve("usage") + ";AUTO_SERVER=TRUE";
    }

    /** Where the user is, to be found again; or else where everyone may write. */
    private static Path directory() {
        Path here = Path.of("").toAbsolutePath();
        Path base = Files.isWritable(here) ? here : Path.of(System.getProperty("java.io.tmpdir"));
        return base.resolve("quickstart-usage");
    }

    private static VirtualKey quickstartKey() {
        return VirtualKey.withId("quickstart").owner("you").admin(true).build();
    }

    @Override
    public PassThrough gateway() {
        return gateway;
    }

    @Override
    public Optional<SpendReports> reports() {
        return Optional.of(store);
    }

    @Override
    public Optional<KeyAdministration> keys() {
        return Optional.of(keys);
    }

    @Override
    public String greeting(URI address) {
        return Greeting.text(address, key.text(), providers, database);
    }

    @Override
    public void close() throws SQLException {
        standIn.close();
        keys.close();
        DriverManager.getConnection(database).close(); // waits for H2 where it closes the database at the same time
    }
}
