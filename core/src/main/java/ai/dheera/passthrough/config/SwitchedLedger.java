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

    private final Switch<Path, FileLedger> file = new Switch<>(SwitchedLedger::open, next -> {}, FileLedger::close);

    SwitchedLedger(Supplier<Optional<UsageStore>> store) {
        this.store = store;
    }

    /**
     * Opens a file, where it is not in force already; returns what puts it in force.
     *
     * @throws NotOpened where it cannot be; then all stays as it was
     */
    Runnable prepare(Optional<Path> next) throws NotOpened {
        return file.prepare(next);
    }

    private static FileLedger open(Path path) throws NotOpened {
        try {
            return FileLedger.open(path);
        } catch (IOException e) {
            throw new NotOpened("$.usage.ledger", e);
        }
    }

    /** Where what was prepared is not to be. */
    void drop() {
        file.drop();
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
        Optional<FileLedger> named = file.current();
        return named.isPresent() ? Optional.of(named.get()) : store.get().map(UsageStore::ledger);
    }

    @Override
    public boolean blocking() {
        return lasting().map(BillingLedger::blocking).orElse(false);
    }

    @Override
    public void close() {
        file.close();
        memory.close();
    }
}
