/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.ProviderRegistry;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.usage.JsonLinesSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final long LOOK_EVERY_MS = 500;

    private final Path file;
    private final Map<String, String> environment;
    private final SwitchedSink usage = new SwitchedSink();
    private final ScheduledExecutorService watcher;
    private volatile Configuration current;
    private Map<Path, Stamp> seen;

    private ConfigurationFile(Path file, Map<String, String> environment) throws InvalidConfiguration {
        this.file = file;
        this.environment = environment;
        this.current = Configuration.read(file, environment);
        this.seen = stamps(current.files());
        usage.switchTo(current.usageFile());
        watcher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dheera-passthrough-config");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                watcher.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * {@return the configuration of a file, in force and watched}
     *
     * @param file JSON in UTF-8
     * @throws InvalidConfiguration with all that is wrong in it
     */
    public static ConfigurationFile open(Path file) throws InvalidConfiguration {
        return new ConfigurationFile(file, System.getenv());
    }

    /** {@return a builder for a gateway that always follows this file} */
    public PassThrough.Builder gateway() {
        return PassThrough.builder()
                .providers(providers())
                .keys(keys())
                .usage(usage)
                .shutdownGrace(() -> current.shutdownGrace());
    }

    /** {@return the providers, as the file has them at each moment} */
    public ProviderRegistry providers() {
        return name -> current.providers().find(name);
    }

    /** {@return the keys, as the file has them at each moment} */
    public KeyStore keys() {
        return new KeyStore() {
            @Override
            public Optional<VirtualKey> find(PresentedKey presented) throws Exception {
                return current.keys().find(presented);
            }

            @Override
            public boolean blocking() {
                return false;
            }
        };
    }

    private void look() {
        try {
            Map<Path, Stamp> now = stamps(seen.keySet());
            if (!now.equals(seen)) {
                seen = now;
                reload();
            }
        } catch (RuntimeException | Error e) {
            log.error("The configuration {} could not be watched", file, e);
        }
    }

    private void reload() {
        try {
            Configuration changed = Configuration.read(file, environment);
            usage.switchTo(changed.usageFile());
            current = changed;
            seen = stamps(changed.files());
            log.info("The changed configuration {} is in force", file);
        } catch (InvalidConfiguration e) {
            log.error("The changed configuration is ignored, the former one stays in force:\n{}", e.getMessage());
        }
    }

    private static Map<Path, Stamp> stamps(Set<Path> files) {
        Map<Path, Stamp> stamps = new HashMap<>();
        files.forEach(each -> stamps.put(each, Stamp.of(each)));
        return stamps;
    }

    /** Stops watching. The sink of the records is closed by the gateway that it was given to. */
    @Override
    public void close() {
        watcher.shutdownNow();
    }

    /** What changes when a file does. */
    private record Stamp(long modified, long size, String key) {

        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        attributes.lastModifiedTime().toMillis(),
                        attributes.size(),
                        String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                return new Stamp(0, -1, "");
            }
        }
    }

    /** Writes to the file that the configuration names at the moment. */
    private static final class SwitchedSink implements UsageSink {

        private volatile UsageSink target = UsageSink.none();
        private Optional<Path> path = Optional.empty();

        synchronized void switchTo(Optional<Path> next) {
            if (next.equals(path)) {
                return;
            }
            UsageSink before = target;
            target = next.map(JsonLinesSink::open).map(UsageSink.class::cast).orElse(UsageSink.none());
            path = next;
            before.close();
        }

        @Override
        public void record(UsageRecord usage) {
            target.record(usage);
        }

        @Override
        public synchronized void close() {
            target.close();
        }
    }
}
