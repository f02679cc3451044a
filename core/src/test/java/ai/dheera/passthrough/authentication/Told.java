/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.authentication;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What an authenticator told of one request. */
final class Told {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final CompletableFuture<Object> first = new CompletableFuture<>();
    private final List<Object> all = new CopyOnWriteArrayList<>();
    private volatile Optional<Thread> thread = Optional.empty();

    static Told by(Authenticator authenticator, String... presented) {
        Told told = new Told();
        authenticator.authenticate(List.of(presented), key -> {}, told::tell, told::tell);
        return told;
    }

    private void tell(Object keyOrRefusal) {
        all.add(keyOrRefusal);
        thread = Optional.of(Thread.currentThread());
        first.complete(keyOrRefusal);
    }

    boolean isTold() {
        return first.isDone();
    }

    Thread thread() throws Exception {
        first.get(SOON.toSeconds(), TimeUnit.SECONDS);
        return thread.orElseThrow();
    }

    String keyId() throws Exception {
        return ((VirtualKey) one()).id();
    }

    Refusal refusal() throws Exception {
        return (Refusal) one();
    }

    ErrorCode code() throws Exception {
        return refusal().code();
    }

    private Object one() throws Exception {
        Object told = first.get(SOON.toSeconds(), TimeUnit.SECONDS);
        if (all.size() > 1) {
            throw new AssertionError("told more than once: " + all);
        }
        return told;
    }
}
