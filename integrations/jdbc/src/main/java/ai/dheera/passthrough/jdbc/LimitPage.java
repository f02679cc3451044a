/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.jdbc.LimitTables.Kept;
import ai.dheera.passthrough.jdbc.LimitTables.Locked;
import ai.dheera.passthrough.jdbc.LimitTables.Row;
import ai.dheera.passthrough.limits.Admittance.Granted;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Counter;
import ai.dheera.passthrough.limits.Counter.Running;
import ai.dheera.passthrough.limits.Counter.Spending;
import ai.dheera.passthrough.limits.Counters;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.RateBucket;
import ai.dheera.passthrough.limits.Reservation;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is counted under some limits, read and locked: calls change it one after the other, and then it is written back at
 * once. Used by one thread.
 */
final class LimitPage {

    /** Clocks of nodes may be behind the database's. */
    private static final long KEPT_AFTER_THE_END = LimitTables.micros(Duration.ofDays(1));

    private static final long KEPT = LimitTables.micros(Duration.ofHours(1));

    private final String node;
    private final Locked locked;
    private final Map<String, Kept> known;
    private final Map<String, Used> counters = new HashMap<>();
    private final SortedMap<String, Kept> changed = new TreeMap<>();

    /** A counter that was looked at. */
    private static final class Used {

        final Limit limit;
        final Counter counter;
        boolean isChanged;

        Used(Limit limit, Counter counter) {
            this.limit = limit;
            this.counter = counter;
        }
    }

    /**
     * A page.
     *
     * @param node whose calls are done
     * @param locked the counters of all their limits
     * @param known the reservations that they are about, as far as there are any
     */
    LimitPage(String node, Locked locked, Map<String, Kept> known) {
        this.node = node;
        this.locked = locked;
        this.known = known;
    }

    /** {@return the name of a limit's counter in the tables} */
    static String name(Limit limit) {
        return Texts.name(limit.name(), LimitTables.LONGEST_NAME);
    }

    /** {@return a reservation's id in the tables} */
    static String id(String reservation) {
        return Texts.id(reservation, LimitTables.LONGEST_ID);
    }

    /** {@return the time, by the database's clock} */
    long nanos() {
        return locked.micros() * 1_000;
    }

    private @Nullable Kept kept(String reservation) {
        String id = id(reservation);
        Kept latest = changed.get(id);
        return latest == null ? known.get(id) : latest;
    }

    /** {@return whether a reservation has been settled} */
    boolean isSettled(String reservation) {
        Kept kept = kept(reservation);
        return kept != null && kept.node() == null;
    }

    /** {@return what was told of a reservation that is held; empty where it is not} */
    Optional<Granted> granted(String reservation) {
        Kept kept = kept(reservation);
        return kept == null || kept.node() == null
                ? Optional.empty()
                : Optional.of(new Granted(Stream.of(kept.remaining().split(" "))
                        .filter(number -> !number.isEmpty())
                        .map(Long::valueOf)
                        .toList()));
    }

    /** {@return the counters of limits, in their order} */
    Counters counters(List<Limit> limits) {
        return new Counters(
                limits, limits.stream().map(limit -> used(limit).counter).toList());
    }

    private Used used(Limit limit) {
        return counters.computeIfAbsent(name(limit), name -> new Used(limit, counter(limit, row(name))));
    }

    private Row row(String name) {
        Row row = locked.rows().get(name);
        if (row == null) {
            throw new IllegalStateException("the counter " + name + " is not locked");
        }
        return row;
    }

    private Counter counter(Limit limit, Row row) {
        if (limit instanceof Limit.Spend) {
            Optional<Instant> ends = Optional.ofNullable(row.ends()).map(Instant::parse);
            return new Spending(new Balance(row.spent(), row.held(), ends));
        }
        if (limit instanceof Limit.Parallel) {
            return new Running(row.held());
        }
        RateBucket bucket = row.bucket();
        return bucket == null ? Counter.of(limit, nanos()) : bucket;
    }

    /** {@return what is spent of a budget; empty where it was never used} */
    Optional<Spending> spending(Limit.Spend budget) {
        return locked.rows().containsKey(name(budget)) && used(budget).counter instanceof Spending spending
                ? Optional.of(spending)
                : Optional.empty();
    }

    /** A limit's counter, if there is one, is to be written back. */
    void changed(Limit limit) {
        Used used = counters.get(name(limit));
        if (used != null) {
            used.isChanged = true;
        }
    }

    /** Keeps a reservation. */
    void hold(Reservation reservation, Granted granted) {
        reservation.limits().forEach(this::changed);
        String held = reservation.limits().stream()
                .flatMap(limit -> held(limit, reservation.picoUsd()).stream().map(amount -> amount + " " + name(limit)))
                .collect(Collectors.joining("\n"));
        String remaining = granted.left().stream().map(String::valueOf).collect(Collectors.joining(" "));
        put(new Kept(id(reservation.id()), node, held, remaining));
    }

    private static Optional<Long> held(Limit limit, long picoUsd) {
        if (limit instanceof Limit.Spend) {
            return Optional.of(picoUsd);
        }
        return limit instanceof Limit.Parallel ? Optional.of(1L) : Optional.empty();
    }

    /** Remembers that a reservation was settled. */
    void settle(Reservation reservation) {
        reservation.limits().forEach(this::changed);
        put(new Kept(id(reservation.id()), null, "", ""));
    }

    private void put(Kept kept) {
        changed.put(kept.id(), kept);
    }

    /** Writes back what was changed. */
    void write(LimitTables tables) throws SQLException {
        List<Row> rows = new ArrayList<>();
        counters.forEach((name, used) -> {
            if (used.isChanged) {
                rows.add(row(name, used));
            }
        });
        tables.update(rows);
        Map<Boolean, List<Kept>> isKnown =
                changed.values().stream().collect(Collectors.partitioningBy(each -> known.containsKey(each.id())));
        tables.insert(isKnown.getOrDefault(false, List.of()), locked.micros());
        tables.settle(
                isKnown.getOrDefault(true, List.of()).stream().map(Kept::id).toList(), locked.micros());
    }

    private Row row(String name, Used used) {
        if (used.counter instanceof Spending spending) {
            Balance balance = spending.balance();
            String ends = balance.ends().map(Instant::toString).orElse(null);
            return new Row(
                    name, balance.spentPicoUsd(), balance.reservedPicoUsd(), ends, null, idleAfter(balance.ends()));
        }
        if (used.counter instanceof Running running) {
            return new Row(name, 0, running.running(), null, null, locked.micros() + KEPT);
        }
        RateBucket bucket = (RateBucket) used.counter;
        return new Row(name, 0, 0, null, bucket, fullAt((Limit.Rate) used.limit, bucket));
    }

    private @Nullable Long idleAfter(Optional<Instant> ends) {
        if (ends.isEmpty()) {
            return locked.micros() + KEPT;
        }
        try {
            long end = Math.addExact(Math.multiplyExact(ends.get().getEpochSecond(), 1_000_000L), KEPT_AFTER_THE_END);
            return Math.max(end, locked.micros() + KEPT);
        } catch (ArithmeticException | DateTimeException e) {
            return null; // never, or so late that it is the same
        }
    }

    private long fullAt(Limit.Rate limit, RateBucket bucket) {
        double minutes = Math.max(0, (double) limit.perMinute() - bucket.available()) / limit.perMinute();
        return locked.micros() + KEPT + (long) (minutes * 60_000_000L);
    }
}
