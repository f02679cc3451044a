/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.VirtualKey;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How the budgets of keys stand, for those who administer them. Safe for use by several threads; blocks on nothing. */
public final class BudgetBook {

    private final LimitStore store;
    private final Clock clock;

    /**
     * A book.
     *
     * @param store where it is written
     * @param clock tells the windows
     */
    public BudgetBook(LimitStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * How a budget stands. Immutable.
     *
     * @param name what it is called; keys that share what is counted of it have one of the same name
     * @param budget the budget
     * @param spentUsd what was spent in its window, in US dollars
     * @param reservedUsd what is held for running exchanges, in US dollars
     * @param ends when the window ends; empty where it never does, or has not begun since nothing was spent
     */
    public record Standing(
            String name, Budget budget, BigDecimal spentUsd, BigDecimal reservedUsd, Optional<Instant> ends) {}

    /**
     * {@return how all budgets of a key stand, in its order; fails where the store does}
     *
     * @param key the virtual key
     */
    public CompletionStage<List<Standing>> of(VirtualKey key) {
        CompletionStage<List<Standing>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (Budget budget : key.limits().budgets()) {
            all = all.thenCombine(standing(key, budget), (list, standing) -> {
                list.add(standing);
                return list;
            });
        }
        return all;
    }

    private CompletionStage<Standing> standing(VirtualKey key, Budget budget) {
        Limit.Spend limit = KeyLimits.budget(key, budget);
        return store.balance(limit, clock.instant())
                .thenApply(balance -> new Standing(
                        limit.name(),
                        budget,
                        PicoUsd.toUsd(balance.spentPicoUsd()),
                        PicoUsd.toUsd(balance.reservedPicoUsd()),
                        balance.ends().filter(end -> !end.equals(Instant.MAX))));
    }

    /**
     * Forgets what was spent of a budget, for all keys that share it. What is reserved for running exchanges stays so.
     *
     * @param key one of the keys that share it
     * @param budget one of the key's budgets
     * @return completed when it is forgotten; fails where the store does
     * @throws IllegalArgumentException where the key has no such budget
     */
    public CompletionStage<Void> reset(VirtualKey key, Budget budget) {
        if (!key.limits().budgets().contains(budget)) {
            throw new IllegalArgumentException("the key '" + key.id() + "' has no such budget: " + budget);
        }
        return store.reset(KeyLimits.budget(key, budget));
    }
}
