/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.limits.Admittance.Granted;
import ai.dheera.passthrough.limits.Admittance.TooFast;
import ai.dheera.passthrough.limits.Admittance.TooMany;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryLimitStoreTest extends LimitStoreContract {

    @Override
    protected LimitStore open() {
        return LimitStore.inMemory();
    }

    @Override
    protected boolean countsForAllNodes() {
        return false;
    }

    @Override
    protected Duration bound() {
        throw new UnsupportedOperationException("what memory holds dies with its node");
    }

    @Override
    protected void silence(LimitStore node) {
        throw new UnsupportedOperationException("a store in memory has nobody to tell that it lives");
    }

    @Override
    protected int manyOperations() {
        return 100_000;
    }

    /** Close to where a monotonic clock runs over. */
    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());

    private final Instant midday = Instant.parse("2026-11-23T12:00:00Z");
    private final AtomicLong reservations = new AtomicLong();
    private final MemoryLimitStore small = new MemoryLimitStore(1_000, clock::get);

    @Test
    void saysExactlyWhenTheNextRequestIsAdmitted() {
        Limit.Requests requests = requests("a", 4);
        for (int i = 0; i < 4; i++) {
            assertThat(admit(requests)).isInstanceOf(Granted.class);
        }
        assertThat(admit(requests)).isEqualTo(new TooFast(requests, Duration.ofSeconds(15)));
        pass(Duration.ofSeconds(5));
        assertThat(admit(requests)).isEqualTo(new TooFast(requests, Duration.ofSeconds(10)));
        pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(admit(requests)).isEqualTo(new TooFast(requests, Duration.ofNanos(1)));
        pass(Duration.ofNanos(1));
        assertThat(admit(requests)).isInstanceOf(Granted.class);
        assertThat(admit(requests)).isEqualTo(new TooFast(requests, Duration.ofSeconds(15)));
    }

    @Test
    void goesOnWhenTheClockRunsOver() {
        Limit.Requests requests = requests("a", 1);
        admit(requests);
        pass(Duration.ofSeconds(31));
        assertThat(admit(requests)).isEqualTo(new TooFast(requests, Duration.ofSeconds(29)));
        pass(Duration.ofSeconds(29));
        assertThat(admit(requests)).isInstanceOf(Granted.class);
    }

    @Test
    void savesNoRequestsUpOverMoreThanAMinute() {
        Limit.Requests requests = requests("a", 3);
        admit(requests);
        pass(Duration.ofHours(5));
        for (int i = 0; i < 3; i++) {
            assertThat(admit(requests)).isInstanceOf(Granted.class);
        }
        assertThat(admit(requests)).isInstanceOf(TooFast.class);
    }

    /** A stream may run for an hour without its key being used for anything else. */
    @Test
    void remembersWhatRunsHoweverLong() {
        Limit.Parallel parallel = parallel("a");
        Reservation running = reservation(parallel);
        small.admit(running);
        for (int i = 0; i < 90; i++) {
            pass(Duration.ofMinutes(1));
            release(admitted(parallel("other")));
            assertThat(admit(parallel)).isEqualTo(new TooMany(parallel));
        }
        release(running);
        assertThat(admit(parallel)).isInstanceOf(Granted.class);
    }

    @Test
    void remembersNothingThatIsAsIfItWereNew() {
        for (int i = 0; i < 300; i++) {
            release(admitted(parallel("p" + i), requests("r" + i, 1), budget("b" + i)));
        }
        Reservation running = admitted(parallel("running"), budget("its budget"));
        assertThat(small.size()).isEqualTo(902);
        pass(Duration.ofSeconds(59));
        release(admitted(requests("late", 1)));
        assertThat(small.size()).isEqualTo(903);
        pass(Duration.ofSeconds(1));
        release(admitted(requests("later", 1)));
        assertThat(small.size()).isEqualTo(4);
        release(running);
        pass(Duration.ofMinutes(2));
        release(admitted(requests("last", 1)));
        assertThat(small.size()).isEqualTo(1);
    }

    @Test
    void remembersWhatAnExchangeThatRunsWillBeChargedTo() {
        Limit.Spend budget = budget("b");
        Limit.Tokens tokens = new Limit.Tokens("t", Scope.KEY, 100);
        Reservation free = new Reservation("free", midday, 0, List.of(tokens, budget));
        small.admit(free);
        pass(Duration.ofMinutes(2));
        release(admitted(requests("other", 1)));
        settle(new Charge(free, midday, 7, 60));
        assertThat(spent(budget)).isEqualTo(7);
        assertThat(admit(tokens)).isEqualTo(new Granted(List.of(40L)));
    }

    @Test
    void remembersSpendUntilItsWindowEnds() {
        Limit.Spend day = budget("day");
        settle(new Charge(admitted(day), midday, 5, 0));
        pass(Duration.ofHours(11));
        runAt(midday.plus(Duration.ofHours(11)), requests("x", 1));
        assertThat(small.size()).isEqualTo(2);
        pass(Duration.ofHours(1));
        runAt(midday.plus(Duration.ofHours(12)), requests("y", 1));
        assertThat(small.size()).isEqualTo(1);
    }

    @Test
    void remembersABucketThatIsNotFullAgain() {
        Limit.Requests slow = requests("slow", 1);
        pass(Duration.ofSeconds(59));
        admit(slow);
        pass(Duration.ofSeconds(2));
        admit(requests("other", 1));
        assertThat(admit(slow)).isEqualTo(new TooFast(slow, Duration.ofSeconds(58)));
    }

    @Test
    void failsForFurtherLimitsAtTheBoundAndGoesOnForTheOthers() {
        for (int i = 0; i < 1_000; i++) {
            admit(parallel("p" + i));
        }
        assertThatThrownBy(() -> admit(parallel("more"))).hasMessageContaining("1000 keys");
        assertThat(admit(parallel("p7"))).isInstanceOf(TooMany.class);
        assertThat(small.size()).isEqualTo(1_000);
    }

    @Test
    void makesRoomAtTheBoundWithinASecond() {
        for (int i = 0; i < 1_000; i++) {
            release(admitted(parallel("p" + i)));
        }
        assertThatThrownBy(() -> admit(parallel("more"))).isInstanceOf(Exception.class);
        pass(Duration.ofSeconds(1));
        assertThat(admit(parallel("more"))).isInstanceOf(Granted.class);
    }

    @Test
    void countsWhatWasUsedAlsoAtTheBound() {
        for (int i = 0; i < 1_000; i++) {
            admit(parallel("p" + i));
        }
        Limit.Spend budget = budget("more");
        settle(new Charge(reservation(budget), midday, 7, 0));
        assertThat(spent(budget)).isEqualTo(7);
    }

    @Test
    void remembersTheLatestThousandSettlements() {
        Limit.Spend budget = budget("b");
        Charge first = new Charge(admitted(budget), midday, 1, 0);
        Charge second = new Charge(admitted(budget), midday, 1, 0);
        settle(first);
        settle(second);
        for (int i = 2; i <= 1_000; i++) {
            release(admitted(requests("r", 100_000)));
        }
        settle(second);
        assertThat(spent(budget)).isEqualTo(2);
        settle(first);
        assertThat(spent(budget)).as("the first is forgotten").isEqualTo(3);
    }

    private long spent(Limit.Spend budget) {
        return small.balance(budget, midday).toCompletableFuture().join().spentPicoUsd();
    }

    private void runAt(Instant at, Limit limit) {
        Reservation reservation = new Reservation("at " + at, at, 0, List.of(limit));
        small.admit(reservation);
        release(reservation);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private Admittance admit(Limit... limits) {
        return small.admit(reservation(limits)).toCompletableFuture().join();
    }

    private Reservation admitted(Limit... limits) {
        Reservation reservation = reservation(limits);
        assertThat(small.admit(reservation).toCompletableFuture().join()).isInstanceOf(Granted.class);
        return reservation;
    }

    private void release(Reservation reservation) {
        settle(Charge.nothing(reservation));
    }

    private void settle(Charge charge) {
        small.settle(charge).toCompletableFuture().join();
    }

    private Reservation reservation(Limit... limits) {
        return new Reservation("r" + reservations.incrementAndGet(), midday, 10, List.of(limits));
    }

    private static Limit.Requests requests(String name, int perMinute) {
        return new Limit.Requests(name, Scope.KEY, perMinute);
    }

    private static Limit.Parallel parallel(String name) {
        return new Limit.Parallel(name, Scope.KEY, 1);
    }

    private static Limit.Spend budget(String name) {
        return new Limit.Spend(name, new Budget(new BigDecimal("1"), Calendar.DAY, ZoneOffset.UTC, Scope.KEY));
    }
}
