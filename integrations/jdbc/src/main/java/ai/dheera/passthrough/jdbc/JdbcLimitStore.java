/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import ai.dheera.passthrough.limits.Admittance;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.LimitStore;
import ai.dheera.passthrough.limits.Reservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Counts limits in tables of PostgreSQL, MySQL, MariaDB or H2, for all nodes. The scripts that create the tables are
 * resources of this package: {@code schema-limits-postgresql.sql}, {@code schema-limits-mysql.sql},
 * {@code schema-limits-h2.sql}.
 *
 * <p><b>Cost.</b> Calls are done by three threads, each with a connection, in portions of up to 64: all that has come while
 * the last portion was done. A portion is one transaction of at most five statements, whatever the number of its calls: it
 * locks the counters, reads the reservations, writes both back and commits. So an exchange that is alone takes four round
 * trips and a commit to be admitted, and as many to be settled; many at once share them. Up to 10,000 calls wait; beyond
 * that they fail at once. An admission that has waited for five seconds fails, and nothing is held.
 *
 * <p><b>Locks.</b> Rows are locked in the order of their names, so that transactions do not lock crosswise; where a
 * database gives one of them up all the same, it is done again, up to ten times. The isolation level READ COMMITTED is
 * enough, and best.
 *
 * <p><b>Nodes.</b> Each store is a node. It gives a sign of life every five seconds, and whoever notices gives back what a
 * node holds that gave none for 45 seconds. Settled reservations are remembered for two hours. Counters that are as new
 * ones would be are forgotten an hour later, budgets a day after their windows' end.
 *
 * <p>Safe for use by several threads. No call blocks.
 */
public final class JdbcLimitStore implements LimitStore {

    private static final Duration BOUND = Duration.ofMinutes(1);

    /** No statement takes as long, and exchanges wait. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Connections connections;
    private final boolean createsTables;
    private final Duration bound;
    private final Database database;
    private final LimitNode node;
    private final LimitKeeper keeper;
    private final LimitQueue queue;

    private record Connections(DataSource source, Consumer<Connection> failed, Runnable closing, String name) {}

    private JdbcLimitStore(Connections connections, boolean createsTables, Duration bound) {
        this.connections = connections;
        this.createsTables = createsTables;
        this.bound = bound;
        this.database = new Database(
                connections.source, Schema.LIMITS, createsTables, SILENCE, connections.failed, connections.name);
        this.node = new LimitNode(database, bound);
        this.keeper = new LimitKeeper(database, node, bound);
        this.queue = new LimitQueue(calls -> new LimitPortion(database, node, calls), connections.name);
    }

    /**
     * {@return a store over connections of the application's}
     *
     * @param source gives connections, up to four at a time; stays open when the store is closed
     */
    public static JdbcLimitStore over(DataSource source) {
        Connections given = new Connections(source, connection -> {}, () -> {}, "the database of limits");
        return new JdbcLimitStore(given, false, BOUND);
    }

    /**
     * {@return a store with up to five connections of its own; the database need not answer yet}
     *
     * @param url the JDBC URL; its driver has to be on the class path
     * @param user whose connections they are, where that is not in the URL
     * @param password the user's, likewise
     * @throws IllegalArgumentException where no driver takes the URL
     */
    public static JdbcLimitStore connect(String url, Optional<String> user, Optional<String> password) {
        Pool pool = Pool.of(url, user, password);
        Connections own = new Connections(pool.source(), pool::failed, pool::close, pool.toString());
        return new JdbcLimitStore(own, false, BOUND);
    }

    /** {@return the same store, but with tables that are missing created when they are first needed} */
    public JdbcLimitStore creatingTables() {
        return new JdbcLimitStore(connections, true, bound);
    }

    /**
     * {@return the same store, but with another time within which comes back what a dead node held}
     *
     * @param time at least a second; the same on all nodes; a minute unless said otherwise
     */
    JdbcLimitStore givingBackWithin(Duration time) {
        return new JdbcLimitStore(connections, createsTables, time);
    }

    /**
     * Connects, and creates missing tables where that is wished, for those who want to know at once whether it works.
     * Blocks.
     *
     * @throws SQLException where it does not
     */
    public void check() throws SQLException {
        long unused = database.with((connection, dialect) -> {
            LimitTables tables = new LimitTables(connection, dialect);
            return tables.reservationsOf(node.id(), 1).size() + tables.now();
        });
    }

    @Override
    public CompletionStage<Admittance> admit(Reservation reservation) {
        return ask(new LimitCall.Admit(reservation));
    }

    @Override
    public CompletionStage<Void> settle(Charge charge) {
        return nothing(ask(new LimitCall.Settle(charge)));
    }

    @Override
    public CompletionStage<Balance> balance(Limit.Spend budget, Instant at) {
        return ask(new LimitCall.Read(budget, at));
    }

    @Override
    public CompletionStage<Void> reset(Limit.Spend budget) {
        return nothing(ask(new LimitCall.Reset(budget)));
    }

    private <T> CompletionStage<T> ask(LimitCall<T> call) {
        keeper.start();
        return queue.ask(call);
    }

    private static CompletionStage<Void> nothing(CompletionStage<Optional<Void>> done) {
        return done.thenAccept(nothing -> {});
    }

    /** {@return what gives this node's signs of life} */
    LimitKeeper keeper() {
        return keeper;
    }

    /**
     * Does what waits, for five seconds at most, signs off, so that others give back what is held still, and closes the
     * connections that are the store's own.
     */
    @Override
    public void close() {
        queue.close();
        keeper.close();
        node.signOff();
        connections.closing.run();
    }

    @Override
    public String toString() {
        return connections.name;
    }
}
