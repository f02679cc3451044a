/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.BillingLedger;
import ai.dheera.passthrough.usage.FileLedger;
import ai.dheera.passthrough.usage.UsageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The ledger that the configuration names at the moment: a file, or else the store's, or else memory alone. What this
 * process has claimed it knows without asking. Safe for use by several threads.
 */
final class SwitchedLedger implements BillingLedger {

    private final BillingLedger memory = BillingLedger.inMemory();
    private final Supplier<Optional<UsageStore>> store;

    // guarded by this object
    private Optional<FileLedger> opened = Optional.empty();
    private boolean closed;

    private volatile Optional<Path> path = Optional.empty();
    private volatile Optional<FileLedger> file = Optional.empty();

    SwitchedLedger(Supplier<Optional<UsageStore>> store) {
        this.store = store;
    }

    /**
     * Opens a file, where it is not in force already; returns what puts it in force.
     *
     * @throws NotOpened where it cannot be; then all stays as it was
     */
    synchronized Runnable prepare(Optional<Path> next) throws NotOpened {
        if (next.equals(path)) {
            return () -> {};
        }
        opened = Optional.empty();
        if (next.isPresent()) {
            opened = Optional.of(open(next.get()));
        }
        return () -> putOpened(next);
    }

    private static FileLedger open(Path path) throws NotOpened {
        try {
            return FileLedger.open(path);
        } catch (IOException e) {
            throw new NotOpened("$.usage.ledger", e);
        }
    }

    private synchronized void putOpened(Optional<Path> next) {
        if (closed) {
            drop();
            return;
        }
        Optional<FileLedger> before = file;
        path = next;
        file = opened;
        opened = Optional.empty();
        before.ifPresent(FileLedger::close);
    }

    /** Where what was prepared is not to be. */
    synchronized void drop() {
        opened.ifPresent(FileLedger::close);
        opened = Optional.empty();
    }

    @Override
    public boolean claim(String id) throws Exception {
        if (!memory.claim(id)) {
            return false;
        }
        Optional<BillingLedger> lasting = lasting();
        return lasting.isEmpty() || lasting.get().claim(id);
    }

    private Optional<BillingLedger> lasting() {
        Optional<FileLedger> named = file;
        return named.isPresent() ? Optional.of(named.get()) : store.get().map(UsageStore::ledger);
    }

    @Override
    public boolean blocking() {
        return lasting().map(BillingLedger::blocking).orElse(false);
    }

    @Override
    public synchronized void close() {
        closed = true;
        file.ifPresent(FileLedger::close);
        memory.close();
    }
}
