/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * Remembers what has been billed, so that it is billed once: a response that a client fetches a hundred times, resumes, or
 * asks another node for.
 *
 * <p><b>Threading and blocking.</b> Called from several threads at once, never from an event loop, so it may block. Of
 * several callers with one id, on whatever nodes share the ledger, one is the first.
 *
 * <p><b>Errors.</b> What is thrown is logged, and the exchange is billed: rather twice than never.
 */
public interface BillingLedger extends AutoCloseable {

    /**
     * Claims an id.
     *
     * @param id what the provider calls the thing that is billed, with the provider's name before it; up to 512 characters
     * @return whether it was claimed for the first time, as far as is remembered
     * @throws Exception where it cannot be told
     */
    boolean claim(String id) throws Exception;

    /** {@return whether a claim may have to wait: for a file, a database, another node} */
    default boolean blocking() {
        return true;
    }

    /** Lets go of what it holds. Called once, after the last claim. */
    @Override
    default void close() {}

    /** {@return a ledger of this process alone, for 100,000 ids of the last 30 days; never blocks} */
    static BillingLedger inMemory() {
        return inMemory(100_000, Duration.ofDays(30));
    }

    /**
     * {@return a ledger of this process alone; never blocks}
     *
     * @param most how many ids are remembered
     * @param window for how long each is
     */
    static BillingLedger inMemory(long most, Duration window) {
        Cache<String, Boolean> claimed =
                Caffeine.newBuilder().maximumSize(most).expireAfterWrite(window).build();
        return new BillingLedger() {
            @Override
            public boolean claim(String id) {
                return claimed.asMap().putIfAbsent(id, true) == null;
            }

            @Override
            public boolean blocking() {
                return false;
            }
        };
    }
}
