/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import ai.dheera.passthrough.config.Configuration;
import ai.dheera.passthrough.config.InvalidConfiguration;
import ai.dheera.passthrough.config.LimitSettings;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.quickstart.commands.KeysCommand.UsedWrongly;
import ai.dheera.passthrough.quickstart.commands.Stores;
import java.nio.file.Path;
import java.util.Optional;

/** The stores that a configuration file names, without a gateway; without a file, those of the embedded default. */
final class OperatorStores implements Stores {

    @Override
    public IssuingKeyStore keys(Optional<Path> config) throws Exception {
        return config.isPresent() ? configuredKeys(config.get()) : EmbeddedDefault.keyStore();
    }

    private static IssuingKeyStore configuredKeys(Path file) throws UsedWrongly {
        try {
            return read(file)
                    .keyStore()
                    .orElseThrow(
                            () -> new UsedWrongly(file + ": $: names no \"keyStore\", in which keys could be issued"))
                    .open();
        } catch (IllegalArgumentException e) {
            throw new UsedWrongly(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public LimitStore limits(Optional<Path> config) throws Exception {
        return config.isPresent() ? configuredLimits(config.get()) : EmbeddedDefault.limitStore();
    }

    /** Not what a gateway counts in its memory, whether or not it saves that: only the gateway itself knows it. */
    private static LimitStore configuredLimits(Path file) throws Exception {
        LimitSettings.OfKind store = read(file)
                .limits()
                .store()
                .filter(LimitSettings.OfKind.class::isInstance)
                .map(LimitSettings.OfKind.class::cast)
                .orElseThrow(() -> new UsedWrongly(file
                        + ": $.limits: names no database or Redis, so that budgets are counted in the memory of the"
                        + " gateway; ask its admin API"));
        try {
            return store.open();
        } catch (IllegalArgumentException e) {
            throw new UsedWrongly(String.valueOf(e.getMessage()));
        }
    }

    private static Configuration read(Path file) throws UsedWrongly {
        try {
            return Configuration.read(file, System.getenv());
        } catch (InvalidConfiguration e) {
            throw new UsedWrongly(String.valueOf(e.getMessage()));
        }
    }
}
