/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.keys.KeyAdministration;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.pricing.PriceCatalogue;
import ai.dheera.passthrough.usage.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration file that is in force, and watched: a valid change takes effect within two seconds, an invalid one is
 * logged and ignored. Looks at the files instead of waiting for the file system's events, which miss the way in which
 * orchestrators swap mounted files. Safe for use by several threads.
 */
public final class ConfigurationFile implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConfigurationFile.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Path file;
    private final Map<String, String> environment;
    private final SwitchedSink usage = new SwitchedSink();
    private final SwitchedLedger ledger = new SwitchedLedger(usage::store);
    private final SwitchedKeyStore issuedKeys = new SwitchedKeyStore();
    private final SwitchedLimitStore limits = new SwitchedLimitStore();
    private final ScheduledExecutorService watcher;
    private final WatchedFiles watched = new WatchedFiles();
    private volatile Configuration current;

    private ConfigurationFile(Path file, Map<String, String> environment, Duration lookEvery)
            throws InvalidConfiguration {
        this.file = file;
        this.environment = environment;
        this.current = load();
        prepare(current).run();
        watcher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dheera-passthrough-config");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused = watcher.scheduleWithFixedDelay(
                this::look, lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * {@return the configuration of a file, in force and watched}
     *
     * @param file JSON in UTF-8
     * @throws InvalidConfiguration with all that is wrong in it
     */
    public static ConfigurationFile open(Path file) throws InvalidConfiguration {
        return open(file, System.getenv(), LOOK_EVERY);
    }

    static ConfigurationFile open(Path file, Map<String, String> environment, Duration lookEvery)
            throws InvalidConfiguration {
        return new ConfigurationFile(file, environment, lookEvery);
    }

    /** {@return a builder for a gateway that always follows this file} */
    public PassThrough.Builder gateway() {
        return PassThrough.builder()
                .providers(providers())
                .keys(keys())
                .usage(usage)
                .prices(this::prices)
                .ledger(ledger)
                .limits(limits)
                .limitPatience(this::limitPatience)
                .shutdownGrace(this::shutdownGrace)
                .longestHeldBody(() -> current.longestHeldBody())
                .publicUrl(() -> current.publicUrl())
                .trustedProxies(() -> current.trustedProxies());
    }

    /** {@return the providers, as the file has them at each moment} */
    public ProviderRegistry providers() {
        return name -> current.providers().find(name);
    }

    /** {@return the keys, as the file has them at each moment, and behind them those in the store that it names} */
    public KeyStore keys() {
        KeyStore written = new KeyStore() {
            @Override
            public Optional<VirtualKey> find(PresentedKey presented) throws Exception {
                return current.keys().find(presented);
            }

            @Override
            public boolean blocking() {
                return false;
            }
        };
        return KeyStore.firstOf(written, issuedKeys);
    }

    /** {@return the store of issued keys that the file names at the moment; closed with this} */
    public Optional<IssuingKeyStore> keyStore() {
        return issuedKeys.store();
    }

    /** {@return that store, where the file has operators administer it over HTTP ({@code adminApi})} */
    public Optional<KeyAdministration> keyAdministration() {
        return current.adminApi() ? keyStore().map(KeyAdministration.class::cast) : Optional.empty();
    }

    /** {@return the sinks of usage records that the file names at each moment; closed with the gateway} */
    public UsageSink usage() {
        return usage;
    }

    /** {@return how long running exchanges may go on at the end, as the file has it at the moment} */
    public Duration shutdownGrace() {
        return current.shutdownGrace();
    }

    /** {@return where limits are kept, as the file has it at each moment; closed with the gateway} */
    public LimitStore limits() {
        return limits;
    }

    /** {@return how long that may take to admit an exchange, as the file has it at the moment} */
    public Duration limitPatience() {
        return current.limits().patience();
    }

    /** {@return what usage costs, as the file has it at the moment} */
    public PriceCatalogue prices() {
        return current.prices();
    }

    /**
     * {@return the store of usage records that the file names at the moment, the first where it names several; closed when
     * the file names it no more, and with the gateway}
     */
    public Optional<UsageStore> usageStore() {
        return usage.store();
    }

    /**
     * {@return what remembers what has been billed, as the file has it at each moment: its ledger, or else its store of
     * usage records, or else this process; closed with the gateway}
     */
    public BillingLedger ledger() {
        return ledger;
    }

    /** What cannot be read is watched too: it may be on its way. */
    private Configuration load() throws InvalidConfiguration {
        Configuration read = Configuration.read(file, environment, watched::add);
        watched.keepOnly(read.files());
        return read;
    }

    private void look() {
        try {
            if (watched.haveChanged()) {
                reload();
            }
        } catch (RuntimeException | Error e) {
            log.error("The configuration {} could not be watched", file, e);
        }
    }

    private void reload() {
        try {
            Configuration changed = load();
            Runnable rest = prepare(changed);
            current = changed;
            log.info("The changed configuration {} is in force", file);
            rest.run();
            issuedKeys.keysChanged(); // some that stood in the file may have been remembered as the store's
        } catch (InvalidConfiguration e) {
            log.error("The changed configuration is ignored, the former one stays in force:\n{}", e.getMessage());
        }
    }

    /** Opens what a configuration names, or nothing; returns what puts that in force, which may take its time. */
    private Runnable prepare(Configuration next) throws InvalidConfiguration {
        try {
            Runnable ledgerChange = ledger.prepare(next.usage().ledger());
            Runnable keysChange = issuedKeys.prepare(next.keyStore());
            Runnable limitsChange = limits.prepare(next.limits().store());
            SwitchedSink.Change usageChange = usage.prepare(next.usage().plans());
            return () -> {
                ledgerChange.run();
                keysChange.run();
                limitsChange.run();
                usage.put(usageChange);
            };
        } catch (NotOpened e) {
            ledger.drop();
            issuedKeys.drop();
            limits.drop();
            throw e.in(file);
        }
    }

    /**
     * Stops watching, and closes the store of issued keys. The sink of the records and the store of limits are closed by the
     * gateway that they were given to, which has to be closed before this.
     */
    @Override
    public void close() {
        watcher.shutdownNow();
        issuedKeys.close();
    }
}
