/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Keeps what has been spent, what is reserved and how fast it goes, for one node or for many. Each call is atomic: N nodes
 * over one store overshoot no limit further than one node would.
 *
 * <p><b>Threading and blocking.</b> Called from several threads, event loops among them: no call blocks; a store that has
 * to wait does so on threads of its own, of which it has a bounded number with a bounded queue, and fails at the bound.
 * What it returns may be completed by any thread.
 *
 * <p><b>Errors.</b> A stage that fails, or is late, leaves it open whether the call took effect. So calls may be repeated:
 * {@link #admit} with a reservation that is held already changes nothing and tells the same, and {@link #settle} takes
 * effect once for each reservation, however often and in whatever order it comes, for an hour at least (in memory, where
 * no answer is late, for the latest 1,000). A reservation that is settled before it arrives is refused with a failure (in
 * memory, where it is held already when its call returns, one that was never held).
 *
 * <p><b>Nodes that die.</b> What is held by a node that gives no sign of life comes back within a minute. Should it live
 * after all, its exchanges are settled as if nothing had been held.
 *
 * <p><b>Time.</b> Windows go by the instants that calls carry, rates and signs of life by the store's own clock.
 */
public interface LimitStore extends AutoCloseable {

    /**
     * Holds all that an exchange needs of all its limits, or nothing.
     *
     * @param reservation what it needs
     * @return what became of it
     */
    CompletionStage<Admittance> admit(Reservation reservation);

    /**
     * Gives back what was held, and counts what was used. A reservation that the store has never seen is counted, too: it
     * was admitted while the store was away.
     *
     * @param charge what was used
     * @return completed when that is counted
     */
    CompletionStage<Void> settle(Charge charge);

    /**
     * Reads a budget.
     *
     * @param budget the limit
     * @param at the instant
     * @return how it stands
     */
    CompletionStage<Balance> balance(Limit.Spend budget, Instant at);

    /**
     * Forgets what has been spent of a budget; what is reserved stays reserved.
     *
     * @param budget the limit
     * @return completed when it is forgotten
     */
    CompletionStage<Void> reset(Limit.Spend budget);

    /** Gives back whatever it holds of threads and connections; called once, with nothing else after it. */
    @Override
    void close();

    /** {@return a store in this process, for 100,000 counters} */
    static LimitStore inMemory() {
        return new MemoryLimitStore();
    }

    /**
     * {@return a store in this process, for 100,000 counters, that goes on after a restart with what was spent before}
     *
     * <p>What is spent is written at most a second after it has changed, all of it each time, and when the store is closed:
     * where the process is killed, what was spent in its last second is not counted. Rates and what is reserved begin anew.
     * While the file cannot be written, it is tried again and again, and an error is logged.
     *
     * @param file a JSON file, for this process alone; created where it is not there. Another one next to it, with
     *     {@code .new} behind its name, is written first
     * @throws IOException where the file is broken, or cannot be read or written, with the remedy
     */
    static LimitStore inMemory(Path file) throws IOException {
        return new SavedLimitStore(new MemoryLimitStore(), new SpendFile(file));
    }
}
