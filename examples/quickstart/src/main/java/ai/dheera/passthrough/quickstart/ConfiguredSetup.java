/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.PassThrough;
import ai.dheera.passthrough.SpendReports;
import ai.dheera.passthrough.config.ConfigurationFile;
import ai.dheera.passthrough.config.InvalidConfiguration;
import ai.dheera.passthrough.keys.KeyAdministration;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A gateway that follows a configuration file. */
record ConfiguredSetup(ConfigurationFile configuration, PassThrough gateway) implements Setup {

    static ConfiguredSetup of(Path file) throws InvalidConfiguration {
        ConfigurationFile configuration = ConfigurationFile.open(file);
        return new ConfiguredSetup(configuration, configuration.gateway().build());
    }

    @Override
    public Optional<KeyAdministration> keys() {
        return configuration.keyAdministration();
    }

    @Override
    public Optional<SpendReports> reports() {
        return configuration.usageStore().map(atTheStart -> this::spend);
    }

    /** In the store that the file names at the moment. */
    private List<SpendReports.Spend> spend(SpendReports.Query query) throws Exception {
        SpendReports store = configuration
                .usageStore()
                .orElseThrow(() -> new IllegalStateException("the configuration names no store of usage any more"));
        return store.spend(query);
    }

    @Override
    public String greeting(URI address) {
        return "";
    }

    @Override
    public void close() {
        configuration.close();
    }
}
