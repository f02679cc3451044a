/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.limits.LimitStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration says of where limits are kept. Immutable.
 *
 * @param store the store; empty for this process alone
 * @param patience how long it may take to admit an exchange
 */
public record LimitSettings(Optional<Store> store, Duration patience) {

    /** Limits are kept in this process. */
    public static final LimitSettings NONE = new LimitSettings(Optional.empty(), Duration.ofSeconds(2));

    /** A store of limits. */
    public sealed interface Store {

        /**
         * {@return it, opened}
         *
         * @throws IOException where it cannot be opened, with what is wrong, and no secret
         * @throws IllegalArgumentException where its options do not fit together, with what is wrong, and no secret
         */
        LimitStore open() throws IOException;

        /** {@return its member in the file} */
        String name();
    }

    /**
     * This process, which remembers spend in a file.
     *
     * @param path the file
     */
    public record File(Path path) implements Store {

        @Override
        public LimitStore open() throws IOException {
            return LimitStore.inMemory(path);
        }

        @Override
        public String name() {
            return "file";
        }
    }

    /**
     * A store of another kind.
     *
     * @param name which
     * @param options its options; secrets among them
     */
    public record OfKind(String name, Map<String, String> options) implements Store {

        // Copies the options.
        public OfKind {
            options = Map.copyOf(options);
        }

        @Override
        public LimitStore open() {
            return StoreKinds.LIMITS.open(name, options);
        }

        /** {@return which kind it is, without the options} */
        @Override
        public String toString() {
            return "store of limits " + name;
        }
    }
}
