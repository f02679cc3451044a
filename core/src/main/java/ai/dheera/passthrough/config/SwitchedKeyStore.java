/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.keys.IssuingKeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The store of issued keys that the configuration names at the moment, or none. Who listens to it hears of changes in
 * whichever store that is. Safe for use by several threads.
 */
final class SwitchedKeyStore implements KeyStore, KeyStore.Listener {

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private final Switch<KeyStoreSettings, IssuingKeyStore> named =
            new Switch<>(SwitchedKeyStore::open, this::begin, this::end);

    /**
     * Opens a store, where it is not in force already; returns what puts it in force.
     *
     * @throws NotOpened where it cannot be; then all stays as it was
     */
    Runnable prepare(Optional<KeyStoreSettings> next) throws NotOpened {
        return named.prepare(next);
    }

    private static IssuingKeyStore open(KeyStoreSettings settings) throws NotOpened {
        try {
            return settings.open();
        } catch (IllegalArgumentException e) {
            throw new NotOpened("$.keyStore." + settings.kind(), e);
        }
    }

    private void begin(IssuingKeyStore next) {
        Runnable unused = next.onChange(this); // until it is closed
        keysChanged();
    }

    private void end(IssuingKeyStore former) {
        keysChanged();
        former.close();
    }

    /** Where what was prepared is not to be. */
    void drop() {
        named.drop();
    }

    Optional<IssuingKeyStore> store() {
        return named.current();
    }

    @Override
    public Optional<VirtualKey> find(PresentedKey presented) throws Exception {
        Optional<IssuingKeyStore> asked = named.current();
        return asked.isPresent() ? asked.get().find(presented) : Optional.empty();
    }

    @Override
    public boolean blocking() {
        return named.current().isPresent();
    }

    @Override
    public Runnable onChange(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void keyChanged(String keyId) {
        listeners.forEach(listener -> listener.keyChanged(keyId));
    }

    @Override
    public void keysChanged() {
        listeners.forEach(Listener::keysChanged);
    }

    void close() {
        named.close();
    }
}
