/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store that works, fails, or hears and does not answer, as a test wants it. */
final class MoodyStore extends DelegatingLimitStore {

    enum Mood {
        WORKING,
        FAILING,
        /** Does what it is asked, and tells nobody. */
        SILENT
    }

    private final List<Runnable> withheld = new ArrayList<>();
    volatile Mood mood = Mood.WORKING;
    volatile int asked;
    volatile boolean closed;

    MoodyStore() {
        super(LimitStore.inMemory());
    }

    private synchronized <T> CompletionStage<T> moodily(Supplier<CompletionStage<T>> work) {
        asked++;
        return switch (mood) {
            case WORKING -> work.get();
            case FAILING -> CompletableFuture.failedStage(new IllegalStateException("as the test wants it"));
            case SILENT -> {
                CompletableFuture<T> never = new CompletableFuture<>();
                CompletionStage<T> done = work.get();
                withheld.add(() -> done.thenAccept(never::complete));
                yield never;
            }
        };
    }

    /** Tells all that it did not tell. */
    synchronized void tell() {
        withheld.forEach(Runnable::run);
        withheld.clear();
    }

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        return moodily(() -> super.admit(reservation));
    }

    @Override
    public CompletionStage<Void> settle(Charge charge) {
        return moodily(() -> super.settle(charge));
    }

    @Override
    public void close() {
        closed = true;
        super.close();
    }
}
