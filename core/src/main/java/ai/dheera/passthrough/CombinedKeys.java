/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import java.util.List;
import java.util.Optional;

/** Several key stores as one: the first that knows a key counts. */
final class CombinedKeys implements KeyStore {

    private final List<KeyStore> stores;

    CombinedKeys(List<KeyStore> stores) {
        this.stores = List.copyOf(stores);
    }

    @Override
    public Optional<VirtualKey> find(PresentedKey presented) throws Exception {
        for (KeyStore store : stores) {
            Optional<VirtualKey> found = store.find(presented);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean blocking() {
        return stores.stream().anyMatch(KeyStore::blocking);
    }

    /** Not beyond the first that may have to wait: it counts before those behind it. */
    @Override
    public Optional<VirtualKey> findAtOnce(PresentedKey presented) throws Exception {
        for (KeyStore store : stores) {
            boolean blocking = store.blocking();
            Optional<VirtualKey> found = blocking ? store.findAtOnce(presented) : store.find(presented);
            if (blocking || found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public Runnable onChange(Listener listener) {
        List<Runnable> ends =
                stores.stream().map(store -> store.onChange(listener)).toList();
        return () -> ends.forEach(Runnable::run);
    }
}
