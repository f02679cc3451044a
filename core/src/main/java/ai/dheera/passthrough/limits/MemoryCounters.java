/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The counters of a process, by the names of their limits. Used by one thread at a time. */
final class MemoryCounters {

    static final int MOST_LISTS = 10_000;

    private final int most;
    private final Map<String, Counter> byName = new HashMap<>();

    /**
     * What has been found of lists of limits: a key comes with the same one again and again, and each look by a name would
     * wait for memory.
     */
    private final IdentityHashMap<List<Limit>, Counters> byList = new IdentityHashMap<>();

    /**
     * None yet.
     *
     * @param most how many are kept, but for those that are asked for beyond it
     */
    MemoryCounters(int most) {
        this.most = most;
    }

    /** {@return the counters of limits, in their order; fails where more would be needed than are kept} */
    Counters of(List<Limit> limits, long nanos) {
        return found(limits, limit -> counter(limit, nanos));
    }

    /** {@return the counters of limits, in their order, also beyond the bound} */
    Counters unbounded(List<Limit> limits, long nanos) {
        return found(limits, limit -> byName.computeIfAbsent(limit.name(), name -> Counter.of(limit, nanos)));
    }

    private Counters found(List<Limit> limits, Function<Limit, Counter> finder) {
        Counters known = byList.get(limits);
        if (known != null) {
            return known;
        }
        Counters found = new Counters(limits, limits.stream().map(finder).toList());
        if (byList.size() >= MOST_LISTS) {
            byList.clear();
        }
        byList.put(limits, found);
        return found;
    }

    private Counter counter(Limit limit, long nanos) {
        Counter known = byName.get(limit.name());
        if (known != null) {
            return known;
        }
        if (isFull()) {
            throw new IllegalStateException(
                    "limits of " + most
                            + " keys, owners, teams and tags are in use, and no more are kept in memory; keep them in a database");
        }
        Counter created = Counter.of(limit, nanos);
        byName.put(limit.name(), created);
        return created;
    }

    /** {@return what is spent of a budget; empty where it was never used} */
    Optional<Counter.Spending> spending(Limit.Spend budget) {
        return byName.get(budget.name()) instanceof Counter.Spending spending
                ? Optional.of(spending)
                : Optional.empty();
    }

    /** Puts a counter in the place of another one, if there is one. */
    void put(String name, Counter counter) {
        byName.put(name, counter);
        byList.clear();
    }

    /** Forgets those that are as new ones would be, but for some. */
    void forgetNew(Set<Counter> inUse, Instant at, long nanos) {
        byName.values().removeIf(counter -> !inUse.contains(counter) && counter.isNew(at, nanos));
        byList.clear();
    }

    void forEach(BiConsumer<String, Counter> told) {
        byName.forEach(told);
    }

    boolean isFull() {
        return byName.size() >= most;
    }

    /** {@return how many there are} */
    int size() {
        return byName.size();
    }

    /** {@return of how many lists the counters are known} */
    int lists() {
        return byList.size();
    }
}
