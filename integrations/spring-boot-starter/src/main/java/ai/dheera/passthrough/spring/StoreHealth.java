/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.spring;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.SpendReports.Query;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.config.ConfigurationFile;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.spring.StoreCheck.Question;
import ai.dheera.passthrough.usage.UsageStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Tells whether the stores that exchanges need do answer: key stores, stores of limits and of usage records, among the beans
 * and in the configuration file. Takes no longer than its patience, and holds no more than a thread for each store.
 */
final class StoreHealth implements AutoCloseable {

    /** No store knows it. */
    private static final PresentedKey NOBODYS_KEY = PresentedKey.of("dheera-passthrough-health");

    private static final Limit.Spend NOBODYS_BUDGET = new Limit.Spend(
            "dheera-passthrough-health",
            new Budget(BigDecimal.ONE, Budget.Window.parse("total"), ZoneOffset.UTC, Scope.KEY));

    private static final Query NOTHING = new Query(List.of(), Instant.EPOCH, Instant.EPOCH, 1);

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "dheera-passthrough-health");
        thread.setDaemon(true);
        return thread;
    });

    private final Duration patience;
    private final List<StoreCheck> checks = new ArrayList<>();

    StoreHealth(ListableBeanFactory beans, Optional<ConfigurationFile> file, Duration patience) {
        this.patience = patience;
        beans.getBeansOfType(KeyStore.class).forEach(this::add);
        beans.getBeansOfType(LimitStore.class).forEach((name, store) -> add(name, () -> balance(store)));
        beans.getBeansOfType(UsageStore.class).forEach((name, store) -> add(name, () -> store.spend(NOTHING)));
        beans.getBeansOfType(UsageSink.class).forEach((name, sink) -> add(name, () -> checkRoom(sink)));
        file.ifPresent(this::add);
    }

    private void add(String name, KeyStore store) {
        if (store.blocking()) {
            add(name, () -> store.find(NOBODYS_KEY));
        }
    }

    private void add(ConfigurationFile file) {
        add("configuration-file", () -> {
            if (file.keys().blocking()) {
                file.keys().find(NOBODYS_KEY);
            }
            checkRoom(file.usage());
            balance(file.limits());
            if (file.usageStore().isPresent()) {
                file.usageStore().get().spend(NOTHING);
            }
        });
    }

    private void add(String name, Question question) {
        checks.add(new StoreCheck(name, question, threads));
    }

    private void balance(LimitStore store) throws Exception {
        CompletableFuture<Balance> answer =
                store.balance(NOBODYS_BUDGET, Instant.EPOCH).toCompletableFuture();
        answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void checkRoom(UsageSink sink) throws TooManyRecordsWait {
        if (sink.isFull()) {
            throw new TooManyRecordsWait();
        }
    }

    /** So many records wait that new exchanges are held. */
    private static final class TooManyRecordsWait extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** What is wrong with each store; nothing where it answers. */
    Map<String, Optional<String>> troubles() {
        Map<String, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
        checks.forEach(check -> asked.put(check.store(), check.trouble(patience)));
        Map<String, Optional<String>> troubles = new LinkedHashMap<>();
        asked.forEach((store, answer) -> troubles.put(store, answer.join()));
        return troubles;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
