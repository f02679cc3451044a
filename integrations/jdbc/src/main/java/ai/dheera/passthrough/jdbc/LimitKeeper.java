/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.jdbc.LimitTables.Kept;
import ai.dheera.passthrough.jdbc.LimitTables.Locked;
import ai.dheera.passthrough.jdbc.LimitTables.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives this node's signs of life, gives back what dead nodes held, and forgets what is over. Has a thread of its own from
 * its start on.
 *
 * <p>A node is dead whose latest sign is older than three quarters of the bound. But where the database was away, nobody
 * could give any: so others are judged only after three signs of our own without a gap.
 */
final class LimitKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LimitKeeper.class);

    private static final int SIGNS_WITHIN_THE_BOUND = 12;
    private static final int SIGNS_BEFORE_JUDGING = 3;

    private static final Duration SETTLED_KEPT = Duration.ofHours(2);
    private static final Duration NODES_KEPT = Duration.ofDays(1);
    private static final Duration BETWEEN_FORGETTING = Duration.ofSeconds(30);

    private static final int AT_ONCE = 500;
    private static final int PORTIONS = 100;

    private final Database database;
    private final LimitNode node;
    private final Duration bound;
    private final long period;

    // used by the one thread
    private int signs;
    private long latest;
    private long forgotten = System.nanoTime() - BETWEEN_FORGETTING.toNanos();

    private @Nullable ScheduledExecutorService thread; // guarded by this
    private volatile boolean started;

    LimitKeeper(Database database, LimitNode node, Duration bound) {
        this.database = database;
        this.node = node;
        this.bound = bound;
        this.period = bound.dividedBy(SIGNS_WITHIN_THE_BOUND).toNanos();
    }

    /** Begins, if it has not. */
    void start() {
        if (!started) {
            startOnce();
        }
    }

    private synchronized void startOnce() {
        if (!started) {
            started = true;
            ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread created = new Thread(task, "dheera-limits-jdbc-keeper");
                created.setDaemon(true);
                return created;
            });
            var unused = own.scheduleWithFixedDelay(this::goRound, 0, period, TimeUnit.NANOSECONDS);
            thread = own;
        }
    }

    private void goRound() {
        try {
            sign();
            if (signs >= SIGNS_BEFORE_JUDGING) {
                lookForTheDead();
            }
            forgetIfDue();
        } catch (SQLException | RuntimeException e) {
            log.debug("{} cannot be looked after at the moment", database, e);
        }
    }

    private void sign() throws SQLException {
        node.sign();
        long now = System.nanoTime();
        signs = now - latest > SIGNS_BEFORE_JUDGING * period ? 1 : signs + 1;
        latest = now;
    }

    private void lookForTheDead() throws SQLException {
        List<String> silent = database.with((connection, dialect) -> {
            LimitTables tables = new LimitTables(connection, dialect);
            return tables.nodesSeenBefore(tables.now() - deadAfter());
        });
        for (String each : silent) {
            bury(each);
        }
    }

    private long deadAfter() {
        return LimitTables.micros(bound) / 4 * 3;
    }

    private void bury(String dead) throws SQLException {
        int count;
        do {
            count = database.with((connection, dialect) -> giveBack(dead, connection, dialect));
            if (count > 0) {
                log.warn("Node {} is gone; {} reservations that it held are given back", dead, count);
            }
        } while (count == AT_ONCE);
    }

    /** {@return how many reservations were given back} */
    private int giveBack(String dead, Connection connection, Dialect dialect) throws SQLException {
        LimitTables tables = new LimitTables(connection, dialect);
        long seenAt = tables.lockNode(dead).orElse(0L);
        long now = tables.now();
        if (now - seenAt < deadAfter()) {
            return 0;
        }
        List<Kept> held = tables.reservationsOf(dead, AT_ONCE);
        if (!held.isEmpty()) {
            giveBack(held, tables);
            tables.forget(held, dead);
        } else if (now - seenAt > LimitTables.micros(NODES_KEPT)) {
            tables.forgetNode(dead);
        }
        return held.size();
    }

    private static void giveBack(List<Kept> reservations, LimitTables tables) throws SQLException {
        Map<String, Long> amounts = new HashMap<>();
        for (Kept each : reservations) {
            each.held().lines().forEach(line -> {
                int blank = line.indexOf(' ');
                amounts.merge(line.substring(blank + 1), Long.valueOf(line.substring(0, blank)), Long::sum);
            });
        }
        SortedSet<String> names = new TreeSet<>(amounts.keySet());
        Locked locked = tables.lock(names);
        List<Row> rows = new ArrayList<>();
        for (Row row : locked.rows().values()) {
            long held = Math.max(0, row.held() - amounts.getOrDefault(row.name(), 0L));
            rows.add(new Row(row.name(), row.spent(), held, row.ends(), row.bucket(), row.idleAt()));
        }
        tables.update(rows);
    }

    private void forgetIfDue() throws SQLException {
        long now = System.nanoTime();
        if (now - forgotten > BETWEEN_FORGETTING.toNanos()) {
            forgotten = now;
            forgetInPortions((tables, most) ->
                    tables.forgetSettledBefore(tables.now() - LimitTables.micros(SETTLED_KEPT), most));
            forgetInPortions(LimitTables::forgetIdle);
        }
    }

    private interface Forgetting {
        int upTo(LimitTables tables, int most) throws SQLException;
    }

    private void forgetInPortions(Forgetting forgetting) throws SQLException {
        int count = AT_ONCE;
        for (int i = 0; i < PORTIONS && count == AT_ONCE; i++) {
            count = database.with(
                    (connection, dialect) -> forgetting.upTo(new LimitTables(connection, dialect), AT_ONCE));
        }
    }

    /** Gives no more signs. A round that has begun is waited for, for five seconds at most. */
    @Override
    public void close() {
        ScheduledExecutorService own = thread();
        if (own != null) {
            own.shutdown();
            try {
                boolean unused = own.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized @Nullable ScheduledExecutorService thread() {
        started = true; // nothing begins after the end
        return thread;
    }
}
