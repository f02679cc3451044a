/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.limits.Limit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Calls that are done in one transaction, and answered when it is committed. Used by one thread. */
final class LimitPortion {

    /** Transactions get into each other's way where an isolation level is stricter than is needed. */
    private static final int TRIES = 10;

    private final Database database;
    private final LimitNode node;
    private final List<Asked<?>> calls;

    /** A call, and who waits for its answer. */
    record Asked<T>(LimitCall<T> call, CompletableFuture<T> answer, long nanos) {

        /** {@return what tells the answer, which is found out now} */
        Runnable answered(LimitPage page) {
            try {
                T found = call.on(page);
                return () -> answer.complete(found);
            } catch (RuntimeException e) {
                return () -> answer.completeExceptionally(e);
            }
        }

        void fail(Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }

    /** What has come of a try: counters that have to be there first, or answers. */
    private record Outcome(SortedSet<String> missing, List<Runnable> answers) {}

    LimitPortion(Database database, LimitNode node, List<Asked<?>> calls) {
        this.database = database;
        this.node = node;
        this.calls = calls;
    }

    /** Does them, or fails them all. */
    void run() {
        try {
            if (calls.stream().anyMatch(asked -> asked.call().holds())) {
                node.signIfDue();
            }
            tryOften().forEach(Runnable::run);
        } catch (SQLException e) {
            if (Refusals.isOfData(e) && calls.size() > 1) {
                calls.forEach(each -> new LimitPortion(database, node, List.of(each)).run());
            } else {
                calls.forEach(each -> each.fail(e));
            }
        } catch (RuntimeException e) {
            calls.forEach(each -> each.fail(e));
        }
    }

    private List<Runnable> tryOften() throws SQLException {
        SQLException last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                Outcome outcome = database.with(this::once);
                if (outcome.missing.isEmpty()) {
                    return outcome.answers;
                }
                create(outcome.missing);
            } catch (SQLException e) {
                if (!Refusals.isOfConflict(e)) {
                    throw e;
                }
                last = e;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextInt(1, 10)));
            }
        }
        throw new SQLException("other nodes were in the way " + TRIES + " times", reason(last), last);
    }

    private static @Nullable String reason(@Nullable SQLException last) {
        return last == null ? null : last.getSQLState();
    }

    private Outcome once(Connection connection, Dialect dialect) throws SQLException {
        LimitTables tables = new LimitTables(connection, dialect);
        LimitTables.Locked locked = tables.lock(names(false));
        SortedSet<String> missing = names(true);
        missing.removeAll(locked.rows().keySet());
        if (!missing.isEmpty()) {
            return new Outcome(missing, List.of());
        }
        LimitPage page = new LimitPage(node.id(), locked, tables.reservations(reservations()));
        List<Runnable> answers = new ArrayList<>(calls.size());
        for (Asked<?> each : calls) {
            answers.add(each.answered(page));
        }
        page.write(tables);
        return new Outcome(missing, answers);
    }

    private SortedSet<String> names(boolean onlyCounting) {
        SortedSet<String> names = new TreeSet<>();
        for (Asked<?> each : calls) {
            if (each.call().counts() || !onlyCounting) {
                for (Limit limit : each.call().limits()) {
                    names.add(LimitPage.name(limit));
                }
            }
        }
        return names;
    }

    private SortedSet<String> reservations() {
        SortedSet<String> ids = new TreeSet<>();
        calls.forEach(each -> each.call().reservation().ifPresent(id -> ids.add(LimitPage.id(id))));
        return ids;
    }

    private void create(SortedSet<String> names) throws SQLException {
        boolean unused = database.with((connection, dialect) -> {
            new LimitTables(connection, dialect).create(names);
            return true;
        });
    }
}
