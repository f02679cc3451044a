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

    // guarded by this object
    private Optional<Opened> opened = Optional.empty();
    private boolean closed;

    private volatile Optional<Opened> current = Optional.empty();

    private record Opened(KeyStoreSettings settings, IssuingKeyStore store) {}

    /**
     * Opens a store, where it is not in force already; returns what puts it in force.
     *
     * @throws NotOpened where it cannot be; then all stays as it was
     */
    synchronized Runnable prepare(Optional<KeyStoreSettings> next) throws NotOpened {
        if (next.equals(current.map(Opened::settings))) {
            return () -> {};
        }
        opened = Optional.empty();
        if (next.isPresent()) {
            opened = Optional.of(open(next.get()));
        }
        return this::putOpened;
    }

    private static Opened open(KeyStoreSettings settings) throws NotOpened {
        try {
            return new Opened(settings, settings.open());
        } catch (IllegalArgumentException e) {
            throw new NotOpened("$.keyStore." + settings.kind(), e);
        }
    }

    private synchronized void putOpened() {
        if (closed) {
            drop();
            return;
        }
        Optional<Opened> before = current;
        current = opened;
        opened = Optional.empty();
        current.ifPresent(next -> next.store().onChange(this)); // until it is closed
        keysChanged();
        before.ifPresent(former -> former.store().close());
    }

    /** Where what was prepared is not to be. */
    synchronized void drop() {
        opened.ifPresent(unwanted -> unwanted.store().close());
        opened = Optional.empty();
    }

    Optional<IssuingKeyStore> store() {
        return current.map(Opened::store);
    }

    @Override
    public Optional<VirtualKey> find(PresentedKey presented) throws Exception {
        Optional<Opened> asked = current;
        return asked.isPresent() ? asked.get().store().find(presented) : Optional.empty();
    }

    @Override
    public boolean blocking() {
        return current.isPresent();
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

    synchronized void close() {
        closed = true;
        current.ifPresent(last -> last.store().close());
    }
}
