/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import ai.dheera.passthrough.spi.ClientRequest;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * URLs at which providers told clients to go on, and the keys that those clients had presented: some SDKs send the later
 * steps of an upload without any key. Such a step counts as its opener's, if it comes from the same address. The keys are
 * looked up again each time. Remembered in memory for a day, the 10,000 latest. Safe for use by several threads.
 */
public final class Continuations {

    private static final Duration KEPT_FOR = Duration.ofDays(1);
    private static final int MOST = 10_000;

    private final Cache<String, Opener> openers;

    private record Opener(List<String> presented, String clientAddress) {}

    /**
     * None yet.
     *
     * @param clock nanoseconds, as {@link System#nanoTime} has them
     */
    public Continuations(LongSupplier clock) {
        Ticker ticker = clock::getAsLong;
        openers = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(KEPT_FOR)
                .ticker(ticker)
                .build();
    }

    /**
     * Remembers a URL.
     *
     * @param target path and query below the gateway's mount
     * @param presented what its opener presented as keys; nothing is remembered where that is empty
     * @param clientAddress where its opener was; nothing is remembered where that is unknown
     */
    public void opened(String target, Collection<String> presented, String clientAddress) {
        if (!presented.isEmpty() && !clientAddress.equals(ClientRequest.UNKNOWN_ADDRESS)) {
            openers.put(target, new Opener(List.copyOf(presented), clientAddress));
        }
    }

    /**
     * {@return what the opener of a URL presented as keys; empty where nobody opened it from there}
     *
     * @param target path and query below the gateway's mount
     * @param clientAddress where the request came from
     */
    public Collection<String> presentedFor(String target, String clientAddress) {
        Opener opener = openers.getIfPresent(target);
        return opener != null && opener.clientAddress().equals(clientAddress) ? opener.presented() : List.of();
    }
}
