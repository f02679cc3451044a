/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.keys;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.limits.BudgetBook;
import ai.dheera.passthrough.limits.BudgetBook.Standing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how the budgets of issued keys stand, and resets them, which the audit log of the keys is told. Safe for use by
 * several threads; blocks, for up to five seconds where the store of limits does not answer. What is thrown, but for
 * {@link IllegalArgumentException} and {@link Refusal}, says that the key store does not answer.
 */
public final class BudgetAdministration {

    private static final Logger log = LoggerFactory.getLogger(BudgetAdministration.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final KeyAdministration keys;
    private final BudgetBook book;
    private final InstantSource clock;

    /**
     * An administration.
     *
     * @param keys where the keys are
     * @param book knows how their budgets stand
     * @param clock tells when, for the audit
     */
    public BudgetAdministration(KeyAdministration keys, BudgetBook book, InstantSource clock) {
        this.keys = keys;
        this.book = book;
        this.clock = clock;
    }

    /**
     * {@return how the budgets of a key stand, in its order; empty where there is no such key}
     *
     * @param keyId the key's id
     * @throws Refusal where the store of limits does not answer
     */
    public Optional<List<Standing>> list(String keyId) throws Exception {
        return key(keyId).map(this::standings);
    }

    private Optional<VirtualKey> key(String id) throws Exception {
        return keys.find(id).map(KeptKey::key);
    }

    private List<Standing> standings(VirtualKey key) {
        return await(book.of(key));
    }

    /**
     * Forgets what was spent of a budget, for all keys that share it.
     *
     * @param keyId the id of one of them
     * @param name the budget's, from the list: it tells which one, whatever has become of their order meanwhile
     * @param by who resets it, for the audit
     * @return how the budgets of that key stand now; empty where there is no such key
     * @throws IllegalArgumentException where the key has no such budget
     * @throws Refusal where the store of limits does not answer
     */
    public Optional<List<Standing>> reset(String keyId, String name, String by) throws Exception {
        Optional<VirtualKey> key = key(keyId);
        key.ifPresent(known -> reset(known, name, by));
        return key.map(this::standings);
    }

    private void reset(VirtualKey key, String name, String by) {
        Standing before = standings(key).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is none of the budgets of the key '"
                        + key.id() + "'; take one's name from their list"));
        await(book.reset(key, before.budget()));
        keys.audit().record(AuditEntry.reset(clock.instant(), by, key.id(), before));
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.error("The store of limits does not tell of a budget", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Refusal.until(
                ErrorCode.LIMITS_UNAVAILABLE, "The store of limits does not answer at the moment.", RETRY_AFTER);
    }
}
