/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import ai.dheera.passthrough.KeyStore;
import ai.dheera.passthrough.PresentedKey;
import ai.dheera.passthrough.VirtualKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A key store that notes each look-up, and waits or throws when it is told to. */
final class ScriptedStore implements KeyStore {

    private final Map<String, VirtualKey> keys = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Set<Thread> askedBy = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Optional<Throwable> failure = Optional.empty();
    private volatile boolean blocking = true;
    private volatile boolean answersNull;

    ScriptedStore issue(String secret, VirtualKey key) {
        keys.put(secret, key);
        return this;
    }

    ScriptedStore nonBlocking() {
        blocking = false;
        return this;
    }

    void failWith(Throwable thrown) {
        failure = Optional.of(thrown);
    }

    void recover() {
        failure = Optional.empty();
        answersNull = false;
    }

    void answerNull() {
        answersNull = true;
    }

    /** Holds every look-up back from now on, after it has found what it will answer. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void letGo() {
        gate.countDown();
    }

    /** What was looked up so far, in order. */
    List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /** The threads in which it was looked up. */
    Set<Thread> askedBy() {
        return askedBy;
    }

    @Override
    @SuppressWarnings("NullAway")
    public Optional<VirtualKey> find(PresentedKey presented) throws Exception {
        Optional<VirtualKey> found = Optional.ofNullable(keys.get(presented.text()));
        asked.add(presented.text());
        askedBy.add(Thread.currentThread());
        gate.await();
        if (failure.isPresent()) {
            throwIt(failure.get());
        }
        return answersNull ? null : found;
    }

    private static void throwIt(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    @Override
    public boolean blocking() {
        return blocking;
    }
}
