/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a configuration names at the moment, opened: a change of it is opened before it is in force, or not at all. Safe for
 * use by several threads.
 *
 * @param <S> what says which one is meant; two that are equal mean the same one
 * @param <T> what is opened
 */
final class Switch<S, T> {

    private final Opener<S, T> opener;
    private final Consumer<T> begun;
    private final Consumer<T> closer;

    // guarded by this object
    private Optional<Opened<S, T>> prepared = Optional.empty();
    private boolean closed;

    private volatile Optional<Opened<S, T>> current = Optional.empty();

    /** Opens what is named. */
    interface Opener<S, T> {
        T open(S settings) throws NotOpened;
    }

    private record Opened<S, T>(S settings, T thing) {}

    /**
     * A switch that has nothing yet.
     *
     * @param opener opens what is named
     * @param begun told of each that comes into force, before the former one is closed
     * @param closer is given each that is in force no more, or never was
     */
    Switch(Opener<S, T> opener, Consumer<T> begun, Consumer<T> closer) {
        this.opener = opener;
        this.begun = begun;
        this.closer = closer;
    }

    /**
     * Opens what is named next, where it is not in force already; returns what puts it in force.
     *
     * @throws NotOpened where it cannot be opened; then all stays as it was
     */
    synchronized Runnable prepare(Optional<S> next) throws NotOpened {
        if (next.equals(current.map(Opened::settings))) {
            return () -> {};
        }
        prepared = Optional.empty();
        if (next.isPresent()) {
            prepared = Optional.of(new Opened<>(next.get(), opener.open(next.get())));
        }
        return this::put;
    }

    private synchronized void put() {
        if (closed) {
            drop();
            return;
        }
        Optional<Opened<S, T>> before = current;
        current = prepared;
        prepared = Optional.empty();
        current.ifPresent(next -> begun.accept(next.thing()));
        before.ifPresent(former -> closer.accept(former.thing()));
    }

    /** Where what was prepared is not to be. */
    synchronized void drop() {
        prepared.ifPresent(unwanted -> closer.accept(unwanted.thing()));
        prepared = Optional.empty();
    }

    /** {@return what is in force} */
    Optional<T> current() {
        return current.map(Opened::thing);
    }

    synchronized void close() {
        closed = true;
        drop();
        current.ifPresent(last -> closer.accept(last.thing()));
        current = Optional.empty();
    }
}
