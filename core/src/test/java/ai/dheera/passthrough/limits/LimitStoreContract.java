/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Budget.Sliding;
import ai.dheera.passthrough.Budget.Window;
import ai.dheera.passthrough.RateLimit;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.limits.Admittance.Granted;
import ai.dheera.passthrough.limits.Admittance.Spent;
import ai.dheera.passthrough.limits.Admittance.TooFast;
import ai.dheera.passthrough.limits.Admittance.TooMany;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store of limits has to do. Each test counts under names of its own, so that the data need not be emptied in
 * between, and asks for instants that lie about now or ahead, so that a store may forget windows that are long over.
 */
@Timeout(120)
public abstract class LimitStoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long CENT = 10_000_000_000L;
    private static final int THREADS = 64;

    /** When exchanges begin, where nothing else is said. */
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private final String test = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong ids = new AtomicLong();
    private final List<LimitStore> nodes = Collections.synchronizedList(new ArrayList<>());
    private LimitStore store;

    /** {@return a further node over the same data; closed after the test} */
    protected abstract LimitStore open();

    /** {@return whether what nodes count is counted for all of them; what needs that is skipped otherwise} */
    protected boolean countsForAllNodes() {
        return true;
    }

    /** {@return within what time the stores of this test give back what a dead node held; a few seconds} */
    protected abstract Duration bound();

    /** Lets a node give no sign of life any more; it answers as before. */
    protected abstract void silence(LimitStore node);

    /** {@return how many operations on one store are thousands and yet take seconds} */
    protected int manyOperations() {
        return 5_000;
    }

    @BeforeEach
    void openStore() {
        store = openNode();
    }

    @AfterEach
    void closeNodes() {
        nodes.forEach(LimitStore::close);
    }

    private LimitStore openNode() {
        LimitStore node = open();
        nodes.add(node);
        return node;
    }

    // budgets

    @Test
    void anExchangeIsRefusedWhenSpendHasReachedTheCeiling() {
        Limit.Spend budget = budget("1.00");
        spend(budget, 100 * CENT);
        assertThat(admit(reservation(0, budget))).isEqualTo(new Spent(budget, Instant.MAX));
    }

    @Test
    void anExchangeIsRefusedWhenReservationsHaveReachedTheCeiling() {
        Limit.Spend budget = budget("1.00");
        assertThat(admit(reservation(60 * CENT, budget))).isEqualTo(granted(40 * CENT));
        assertThat(admit(reservation(40 * CENT, budget))).isEqualTo(granted(0L));
        assertThat(admit(reservation(1, budget))).isEqualTo(new Spent(budget, Instant.MAX));
        assertThat(balance(budget)).isEqualTo(new Balance(0, 100 * CENT, Optional.empty()));
    }

    @Test
    void anExchangeIsAdmittedOnePicoDollarBelowTheCeiling() {
        Limit.Spend budget = budget("1.00");
        spend(budget, 50 * CENT);
        assertThat(admit(reservation(50 * CENT - 1, budget))).isEqualTo(granted(1L));
        assertThat(admit(reservation(70 * CENT, budget))).isEqualTo(granted(0L));
        assertThat(admit(reservation(0, budget))).isInstanceOf(Spent.class);
    }

    @Test
    void whatIsLeftIsWhatIsNeitherSpentNorReserved() {
        Limit.Spend budget = budget("1.00");
        spend(budget, 7);
        assertThat(admit(reservation(CENT, budget))).isEqualTo(granted(99 * CENT - 7));
        assertThat(admit(reservation(CENT, budget))).isEqualTo(granted(98 * CENT - 7));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 30 * CENT - 1, 30 * CENT, 30 * CENT + 1, 250 * CENT})
    void anExchangeIsChargedWhatItCostWhateverWasHeld(long cost) {
        Limit.Spend budget = budget("1.00");
        Reservation reservation = reservation(30 * CENT, budget);
        admit(reservation);
        settle(new Charge(reservation, now, cost, 0));
        assertThat(balance(budget))
                .isEqualTo(new Balance(cost, 0, cost == 0 ? Optional.empty() : Optional.of(Instant.MAX)));
    }

    @Test
    void whatIsSettledTwiceIsChargedOnce() {
        Limit.Spend budget = budget("1.00");
        Reservation reservation = reservation(CENT, budget);
        admit(reservation(50 * CENT, budget));
        admit(reservation);
        settle(new Charge(reservation, now, 2 * CENT, 0));
        settle(new Charge(reservation, now, 2 * CENT, 0));
        settle(new Charge(reservation, now, 3 * CENT, 0));
        assertThat(balance(budget)).isEqualTo(new Balance(2 * CENT, 50 * CENT, Optional.of(Instant.MAX)));
    }

    @Test
    void whatManySettleAtOnceIsChargedOnce() throws Exception {
        Limit.Spend budget = budget("1.00");
        Reservation reservation = reservation(CENT, budget);
        admit(reservation(50 * CENT, budget));
        admit(reservation);
        atOnce(16, thread -> settle(new Charge(reservation, now, 2 * CENT, 0)));
        assertThat(balance(budget)).isEqualTo(new Balance(2 * CENT, 50 * CENT, Optional.of(Instant.MAX)));
    }

    @Test
    void whatTheStoreHasNeverSeenIsChargedAndGivesNothingBack() {
        Limit.Spend budget = budget("1.00");
        Limit.Parallel parallel = parallel(1);
        admit(reservation(50 * CENT, budget, parallel));
        settle(new Charge(reservation(40 * CENT, budget, parallel), now, 2 * CENT, 0));
        assertThat(balance(budget)).isEqualTo(new Balance(2 * CENT, 50 * CENT, Optional.of(Instant.MAX)));
        assertThat(admit(reservation(0, parallel))).isEqualTo(new TooMany(parallel));
    }

    @Test
    void whatIsSettledBeforeItArrivesIsChargedAndNotHeldAfterwards() {
        Limit.Spend budget = budget("1.00");
        Limit.Parallel parallel = parallel(1);
        Reservation early = reservation(CENT, budget, parallel);
        settle(new Charge(early, now, 2 * CENT, 0));
        assertThatThrownBy(() -> admit(early)).isNotNull();
        assertThat(balance(budget)).isEqualTo(new Balance(2 * CENT, 0, Optional.of(Instant.MAX)));
        assertThat(admit(reservation(0, parallel))).isEqualTo(granted(0L));
    }

    @Test
    void whatIsGivenUpBeforeItArrivesIsNotHeldAfterwards() {
        Limit.Spend budget = budget("1.00");
        Reservation early = reservation(CENT, budget);
        settle(Charge.nothing(early));
        assertThatThrownBy(() -> admit(early)).isNotNull();
        assertThat(balance(budget)).isEqualTo(new Balance(0, 0, Optional.empty()));
    }

    @Test
    void whatIsAskedForTwiceIsHeldOnceAndToldTheSame() {
        Limit.Spend budget = budget("1.00");
        Limit.Requests requests = requests(1_000);
        Limit.Parallel parallel = parallel(3);
        Reservation reservation = reservation(CENT, requests, parallel, budget);
        Admittance first = admit(reservation);
        admit(reservation(CENT, budget, parallel));
        assertThat(admit(reservation)).isEqualTo(first).isEqualTo(granted(999L, 2L, 99 * CENT));
        assertThat(balance(budget).reservedPicoUsd()).isEqualTo(2 * CENT);
        assertThat(admit(reservation(0, parallel))).isEqualTo(granted(0L));
    }

    @Test
    void whatManyAskForAtOnceIsHeldOnce() throws Exception {
        Limit.Spend budget = budget("1.00");
        Reservation reservation = reservation(CENT, budget);
        atOnce(16, thread -> assertThat(admit(reservation)).isEqualTo(granted(99 * CENT)));
        assertThat(balance(budget).reservedPicoUsd()).isEqualTo(CENT);
    }

    @Test
    void whatWasRefusedMayBeAskedForAgain() {
        Limit.Spend budget = budget("1.00");
        Reservation other = reservation(100 * CENT, budget);
        admit(other);
        Reservation refused = reservation(CENT, budget);
        assertThat(admit(refused)).isInstanceOf(Spent.class);
        settle(Charge.nothing(other));
        assertThat(admit(refused)).isEqualTo(granted(99 * CENT));
    }

    @Test
    void ceilingsCountAsEachExchangeBringsThem() {
        Limit.Spend budget = budget("1.00");
        Limit.Spend lower = new Limit.Spend(budget.name(), limited("0.50", Calendar.TOTAL, ZoneOffset.UTC));
        Limit.Spend higher = new Limit.Spend(budget.name(), limited("2.00", Calendar.TOTAL, ZoneOffset.UTC));
        admit(reservation(60 * CENT, budget));
        assertThat(admit(reservation(0, lower))).isEqualTo(new Spent(lower, Instant.MAX));
        assertThat(admit(reservation(CENT, higher))).isEqualTo(granted(139 * CENT));
    }

    @Test
    void spendBeyondWhatCanBeCountedStaysAtTheMost() {
        Limit.Spend budget = budget("5000000");
        spend(budget, Long.MAX_VALUE - 5);
        spend(budget, 100);
        spend(budget, Long.MAX_VALUE);
        assertThat(balance(budget)).isEqualTo(new Balance(Long.MAX_VALUE, 0, Optional.of(Instant.MAX)));
        assertThat(admit(reservation(Long.MAX_VALUE, budget))).isInstanceOf(Spent.class);
    }

    @Test
    void whatWasNeverUsedHasNothingSpentAndNoWindow() {
        assertThat(balance(budget("1.00"))).isEqualTo(new Balance(0, 0, Optional.empty()));
        assertThat(balance(budget("1.00", Calendar.DAY))).isEqualTo(new Balance(0, 0, Optional.empty()));
    }

    @Test
    void aResetForgetsWhatWasSpentAndNotWhatIsReserved() {
        Limit.Spend budget = budget("1.00", new Sliding(Duration.ofHours(5)));
        Reservation running = reservation(10 * CENT, budget);
        admit(running);
        spend(budget, 100 * CENT);
        answer(store.reset(budget));
        assertThat(balance(budget)).isEqualTo(new Balance(0, 10 * CENT, Optional.empty()));
        assertThat(admit(reservation(CENT, budget))).isEqualTo(granted(89 * CENT));

        Instant later = now.plusSeconds(60);
        settle(new Charge(running, later, 20 * CENT, 0));
        assertThat(balance(budget))
                .isEqualTo(new Balance(20 * CENT, CENT, Optional.of(later.plus(Duration.ofHours(5)))));
    }

    @Test
    void aBudgetThatWasNeverUsedMayBeReset() {
        Limit.Spend budget = budget("1.00");
        answer(store.reset(budget));
        assertThat(balance(budget)).isEqualTo(new Balance(0, 0, Optional.empty()));
    }

    // all or nothing

    @Test
    void anExchangeThatOneLimitRefusesHoldsNothingOfTheOthers() {
        Limit.Spend first = budget("1.00");
        Limit.Spend second = budget("1.00");
        Limit.Spend spent = budget("1.00");
        Limit.Requests requests = requests(10);
        Limit.Parallel parallel = parallel(5);
        spend(spent, 100 * CENT);
        for (int i = 0; i < 20; i++) {
            assertThat(admit(reservation(CENT, requests, parallel, first, spent, second)))
                    .isEqualTo(new Spent(spent, Instant.MAX));
        }
        assertThat(admit(reservation(CENT, requests, parallel, first, second)))
                .isEqualTo(granted(9L, 4L, 99 * CENT, 99 * CENT));
    }

    @Test
    void theFirstLimitThatRefusesIsTold() {
        Limit.Spend spent = budget("1.00");
        Limit.Parallel full = parallel(1);
        admit(reservation(100 * CENT, spent));
        admit(reservation(0, full));
        assertThat(admit(reservation(0, full, spent))).isEqualTo(new TooMany(full));
        assertThat(admit(reservation(0, spent, full))).isEqualTo(new Spent(spent, Instant.MAX));
    }

    @Test
    void anExchangeUnderManyLimitsIsSettledUnderAllOfThem() {
        List<Limit.Spend> budgets =
                IntStream.range(0, 20).mapToObj(i -> budget("1.00")).toList();
        Reservation reservation = reservation(CENT, budgets.toArray(Limit[]::new));
        assertThat(admit(reservation)).isEqualTo(new Granted(Collections.nCopies(20, 99 * CENT)));
        settle(new Charge(reservation, now, 3 * CENT, 0));
        assertThat(budgets)
                .allSatisfy(budget ->
                        assertThat(balance(budget)).isEqualTo(new Balance(3 * CENT, 0, Optional.of(Instant.MAX))));
    }

    @Test
    void anExchangeUnderNoLimitIsAdmittedAndSettled() {
        Reservation reservation = reservation(CENT);
        assertThat(admit(reservation)).isEqualTo(granted());
        settle(new Charge(reservation, now, CENT, 10));
    }

    // windows

    static Stream<ZoneId> zones() {
        return Stream.of(ZoneOffset.UTC, ZoneId.of("Asia/Kolkata"), ZoneId.of("America/New_York"));
    }

    @ParameterizedTest
    @MethodSource("zones")
    void aWindowOfTheCalendarEndsWithTheDayInItsZone(ZoneId zone) {
        Limit.Spend budget = new Limit.Spend(name("day"), limited("1.00", Calendar.DAY, zone));
        Instant midnight = budget.budget().endsAfter(now);
        settle(new Charge(reservation(0, budget), now, 100 * CENT, 0));

        Instant last = midnight.minusMillis(1);
        assertThat(balance(budget, last)).isEqualTo(new Balance(100 * CENT, 0, Optional.of(midnight)));
        assertThat(admit(at(last, CENT, budget))).isEqualTo(new Spent(budget, midnight));
        assertThat(admit(at(midnight, CENT, budget))).isEqualTo(granted(99 * CENT));
        assertThat(balance(budget, midnight)).isEqualTo(new Balance(0, CENT, Optional.empty()));
    }

    @Test
    void aSlidingWindowBeginsWithTheFirstSpend() {
        Duration length = Duration.ofHours(5);
        Limit.Spend budget = budget("1.00", new Sliding(length));
        Reservation held = reservation(10 * CENT, budget);
        admit(held);
        assertThat(balance(budget).ends()).isEmpty();

        Instant free = now.plusSeconds(600);
        settle(new Charge(reservation(0, budget), free, 0, 10));
        assertThat(balance(budget).ends()).isEmpty();

        Instant first = now.plusSeconds(3600);
        settle(new Charge(held, first, 99 * CENT, 0));
        settle(new Charge(reservation(0, budget), first.plusSeconds(3600), CENT, 0));
        Instant end = first.plus(length);
        assertThat(balance(budget, first)).isEqualTo(new Balance(100 * CENT, 0, Optional.of(end)));
        assertThat(admit(at(end.minusMillis(1), CENT, budget))).isEqualTo(new Spent(budget, end));
        assertThat(admit(at(end, CENT, budget))).isEqualTo(granted(99 * CENT));
    }

    @Test
    void whatReservationsAloneHaveReachedOpensWithTheWindowTheyWouldBegin() {
        Limit.Spend sliding = budget("1.00", new Sliding(Duration.ofHours(5)));
        Limit.Spend day = budget("1.00", Calendar.DAY);
        admit(reservation(100 * CENT, sliding, day));
        assertThat(admit(reservation(0, sliding))).isEqualTo(new Spent(sliding, now.plus(Duration.ofHours(5))));
        assertThat(admit(reservation(0, day)))
                .isEqualTo(new Spent(day, day.budget().endsAfter(now)));
    }

    @Test
    void reservationsGoOverTheEndAndAreChargedToTheNewWindow() {
        Limit.Spend budget = budget("1.00", Calendar.DAY);
        Instant midnight = budget.budget().endsAfter(now);
        Reservation running = reservation(30 * CENT, budget);
        admit(running);
        spend(budget, 50 * CENT);

        assertThat(balance(budget, midnight)).isEqualTo(new Balance(0, 30 * CENT, Optional.empty()));
        assertThat(admit(at(midnight, CENT, budget))).isEqualTo(granted(69 * CENT));
        settle(new Charge(running, midnight.plusSeconds(1), 40 * CENT, 0));
        assertThat(balance(budget, midnight.plusSeconds(2)))
                .isEqualTo(
                        new Balance(40 * CENT, CENT, Optional.of(budget.budget().endsAfter(midnight))));
    }

    @Test
    void anInstantOfANodeWhoseClockIsBehindCountsInTheNewerWindow() {
        Limit.Spend budget = budget("1.00", Calendar.DAY);
        Instant midnight = budget.budget().endsAfter(now);
        Instant newer = budget.budget().endsAfter(midnight);
        spend(budget, 90 * CENT);
        settle(new Charge(reservation(0, budget), midnight, 10 * CENT, 0));

        Instant behind = midnight.minusSeconds(1);
        settle(new Charge(at(behind, 0, budget), behind, 20 * CENT, 0));
        assertThat(balance(budget, behind)).isEqualTo(new Balance(30 * CENT, 0, Optional.of(newer)));
        assertThat(admit(at(behind, 70 * CENT, budget))).isEqualTo(granted(0L));
        assertThat(admit(at(behind, 0, budget))).isEqualTo(new Spent(budget, newer));
    }

    @Test
    void aWindowThatIsTooLongToEndNeverEnds() {
        Limit.Spend budget = budget("1.00", new Sliding(Duration.ofSeconds(Long.MAX_VALUE)));
        spend(budget, 100 * CENT);
        assertThat(balance(budget)).isEqualTo(new Balance(100 * CENT, 0, Optional.of(Instant.MAX)));
        assertThat(admit(at(now.plus(Duration.ofDays(36_500)), 0, budget))).isEqualTo(new Spent(budget, Instant.MAX));
    }

    @Test
    void aWindowMayEndInAThousandYears() {
        Duration length = Duration.ofDays(365_250);
        Limit.Spend budget = budget("1.00", new Sliding(length));
        spend(budget, 100 * CENT);
        assertThat(admit(reservation(0, budget))).isEqualTo(new Spent(budget, now.plus(length)));
    }

    // rates

    @Test
    void asManyExchangesMayBeginAtOnceAsAMinuteHas() {
        Limit.Requests requests = requests(5);
        for (long left = 4; left >= 0; left--) {
            assertThat(admit(reservation(0, requests))).isEqualTo(granted(left));
        }
        assertThat(admit(reservation(0, requests))).isInstanceOf(TooFast.class);
    }

    @Test
    void anExchangeThatEndsGivesNoRequestBack() {
        Limit.Requests requests = requests(1);
        Reservation reservation = reservation(0, requests);
        admit(reservation);
        settle(Charge.nothing(reservation));
        assertThat(admit(reservation(0, requests))).isInstanceOf(TooFast.class);
    }

    @Test
    void theWaitForTheNextRequestIsExact() {
        Limit.Requests slow = requests(2);
        long before = System.nanoTime();
        admit(reservation(0, slow));
        admit(reservation(0, slow));
        TooFast refusal = (TooFast) admit(reservation(0, slow));
        Duration passed = Duration.ofNanos(System.nanoTime() - before);
        assertThat(refusal.by()).isEqualTo(slow);
        assertThat(refusal.opensIn())
                .isBetween(Duration.ofSeconds(30).minus(passed).minusMillis(5), Duration.ofSeconds(30));
    }

    @Test
    void anExchangeMayBeginWhenTheWaitIsOverAndNotBefore() {
        Limit.Requests requests = requests(60);
        for (int i = 0; i < 60; i++) {
            admit(reservation(0, requests));
        }
        long asked = System.nanoTime();
        TooFast refusal = (TooFast) awaitRefusal(requests);
        long told = System.nanoTime();
        Admittance granted = awaitGrant(requests);
        Duration waited = Duration.ofNanos(System.nanoTime() - asked);
        assertThat(granted).isEqualTo(granted(0L));
        assertThat(refusal.opensIn()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(waited).isGreaterThanOrEqualTo(refusal.opensIn().minusMillis(5));
        assertThat(Duration.ofNanos(System.nanoTime() - told))
                .isLessThan(refusal.opensIn().plusMillis(900));
    }

    /** As many as have flown in meanwhile are taken, too. */
    private Admittance awaitRefusal(Limit limit) {
        for (int i = 0; i < 1_000; i++) {
            Admittance answer = admit(reservation(0, limit));
            if (!(answer instanceof Granted)) {
                return answer;
            }
        }
        throw new AssertionError("a thousand exchanges began at once under " + limit);
    }

    private Admittance awaitGrant(Limit limit) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> admit(reservation(0, limit)), Granted.class::isInstance);
    }

    @Test
    void tokensAreCountedWhenTheyAreUsed() {
        Limit.Tokens tokens = tokens(1_000);
        long before = System.nanoTime();
        Reservation reservation = reservation(0, tokens);
        assertThat(admit(reservation)).isEqualTo(granted(1_000L));
        settle(new Charge(reservation, now, 0, 400));
        assertThat(left(admit(reservation(0, tokens)))).isBetween(600L, 600 + flown(1_000, before));
    }

    @Test
    void tokensOfAnExchangeThatTheStoreHasNeverSeenAreCounted() {
        Limit.Tokens tokens = tokens(1_000);
        long before = System.nanoTime();
        settle(new Charge(reservation(0, tokens), now, 0, 400));
        assertThat(left(admit(reservation(0, tokens)))).isBetween(600L, 600 + flown(1_000, before));
    }

    @Test
    void aDebtOfTokensIsPaidBeforeTheNextExchange() {
        Limit.Tokens tokens = tokens(6_000);
        Reservation first = reservation(0, tokens);
        Reservation second = reservation(0, tokens);
        admit(first);
        admit(second);
        long before = System.nanoTime();
        settle(new Charge(first, now, 0, 5_900));
        settle(new Charge(second, now, 0, 300)); // 200 too many, and one for the next: 2.01 s
        TooFast refusal = (TooFast) admit(reservation(0, tokens));
        Duration passed = Duration.ofNanos(System.nanoTime() - before);
        assertThat(refusal.by()).isEqualTo(tokens);
        assertThat(refusal.opensIn())
                .isBetween(Duration.ofMillis(2_010).minus(passed).minusMillis(5), Duration.ofMillis(2_010));
        assertThat(left(awaitGrant(tokens))).isBetween(1L, 200L);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void aDebtMayTakeDaysToPay() {
        Limit.Tokens tokens = tokens(1);
        Reservation reservation = reservation(0, tokens);
        admit(reservation);
        settle(new Charge(reservation, now, 0, 10_001));
        TooFast refusal = (TooFast) admit(reservation(0, tokens));
        assertThat(refusal.opensIn()).isBetween(Duration.ofMinutes(10_000), Duration.ofMinutes(10_001));
    }

    @Test
    void tokensByTheTenBillionAreCountedExactly() {
        Limit.Tokens tokens = tokens(RateLimit.MOST_TOKENS);
        long before = System.nanoTime();
        settle(new Charge(reservation(0, tokens), now, 0, RateLimit.MOST_TOKENS));
        assertThat(left(awaitGrant(tokens))).isBetween(1L, flown(RateLimit.MOST_TOKENS, before));
    }

    @Test
    void aBucketWhoseSizeChangesStaysAsFullAsItWas() {
        Limit.Requests requests = requests(1_000);
        Limit.Requests larger = new Limit.Requests(requests.name(), Scope.KEY, 2_000);
        Limit.Requests smaller = new Limit.Requests(requests.name(), Scope.KEY, 100);
        long before = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            admit(reservation(0, requests));
        }
        assertThat(left(admit(reservation(0, larger)))).isBetween(999L, 999 + 2 * flown(1_000, before) + 2);
        assertThat(left(admit(reservation(0, smaller)))).isBetween(47L, 49 + flown(1_000, before) / 10 + 1);
    }

    @Test
    void aDebtStaysAsDeepAsItWasWhereTheSizeChanges() {
        Limit.Tokens tokens = tokens(1_000);
        Limit.Tokens larger = new Limit.Tokens(tokens.name(), Scope.KEY, 10_000);
        settle(new Charge(reservation(0, tokens), now, 0, 2_000)); // owes a minute's tokens
        TooFast refusal = (TooFast) admit(reservation(0, larger));
        assertThat(refusal.opensIn()).isBetween(Duration.ofSeconds(50), Duration.ofMillis(60_010));
    }

    private static long left(Admittance answer) {
        assertThat(answer).isInstanceOf(Granted.class);
        return ((Granted) answer).left().get(0);
    }

    /** {@return how many may have flown in since, and one for a fraction} */
    private static long flown(long perMinute, long since) {
        return perMinute * ((System.nanoTime() - since) / 1_000_000 + 5) / 60_000 + 1;
    }

    // exchanges at one time

    @Test
    void anotherExchangeMayRunWhenOneIsOver() {
        Limit.Parallel parallel = parallel(2);
        Reservation first = reservation(0, parallel);
        assertThat(admit(first)).isEqualTo(granted(1L));
        assertThat(admit(reservation(0, parallel))).isEqualTo(granted(0L));
        assertThat(admit(reservation(0, parallel))).isEqualTo(new TooMany(parallel));
        settle(Charge.nothing(first));
        settle(Charge.nothing(first));
        assertThat(admit(reservation(0, parallel))).isEqualTo(granted(0L));
        assertThat(admit(reservation(0, parallel))).isEqualTo(new TooMany(parallel));
    }

    @Test
    void asManyMustEndAsAreTooManyUnderALowerLimit() {
        Limit.Parallel parallel = parallel(3);
        Limit.Parallel lower = new Limit.Parallel(parallel.name(), Scope.KEY, 2);
        List<Reservation> running = IntStream.range(0, 3)
                .mapToObj(i -> reservation(0, parallel))
                .peek(this::admit)
                .toList();
        settle(Charge.nothing(running.get(0)));
        assertThat(admit(reservation(0, lower))).isEqualTo(new TooMany(lower));
        settle(Charge.nothing(running.get(1)));
        assertThat(admit(reservation(0, lower))).isEqualTo(granted(0L));
    }

    // names

    static Stream<String> oddNames() {
        return Stream.of(
                " ",
                "  ",
                "a",
                "A",
                "a ",
                " a",
                "\u00e4",
                "a\u0308",
                "it's \"quoted\" \\ `so`",
                "'; DROP TABLE dheera_usage; --",
                "{tag}:{other}*?[x]%_",
                "\uD83D\uDE80 \uD83D\uDC69\u200D\uD83D\uDE80",
                "line\r\nfeed\ttab",
                "nul\0",
                "nul",
                "x".repeat(180),
                "x".repeat(179) + "y",
                "\u20AC".repeat(180),
                "\uD83D\uDE80".repeat(90));
    }

    @Test
    void eachNameCountsForItselfHoweverOddItIs() {
        List<Limit.Spend> budgets = oddNames()
                .map(odd -> new Limit.Spend(test + " " + odd, limited("1.00", Calendar.TOTAL, ZoneOffset.UTC)))
                .toList();
        for (int i = 0; i < budgets.size(); i++) {
            settle(new Charge(reservation(0, budgets.get(i)), now, i + 1, 0));
            admit(reservation(100L * (i + 1), budgets.get(i)));
        }
        for (int i = 0; i < budgets.size(); i++) {
            assertThat(balance(budgets.get(i)))
                    .as(budgets.get(i).name())
                    .isEqualTo(new Balance(i + 1, 100L * (i + 1), Optional.of(Instant.MAX)));
        }
    }

    @Test
    void ratesAndParallelExchangesHaveOddNamesToo() {
        oddNames().forEach(odd -> {
            Limit.Requests requests = new Limit.Requests(test + "r" + odd, Scope.KEY, 5);
            Limit.Tokens tokens = new Limit.Tokens(test + "t" + odd, Scope.KEY, 5);
            Limit.Parallel parallel = new Limit.Parallel(test + "p" + odd, Scope.KEY, 5);
            Reservation reservation = reservation(0, requests, tokens, parallel);
            assertThat(admit(reservation)).as(odd).isEqualTo(granted(4L, 5L, 4L));
            settle(Charge.nothing(reservation));
            assertThat(admit(reservation(0, requests, tokens, parallel)))
                    .as(odd)
                    .isEqualTo(granted(3L, 5L, 4L));
        });
    }

    @Test
    void eachIdIsSettledForItselfHoweverOddItIs() {
        Limit.Spend budget = budget("1.00");
        List<String> odd = Stream.concat(oddNames(), Stream.of("i".repeat(90), "i".repeat(89) + "j"))
                .map(name -> name.length() <= 90 ? test + " " + name : test + " " + name.substring(0, 90))
                .distinct()
                .toList();
        for (String id : odd) {
            admit(new Reservation(id, now, CENT, List.of(budget)));
        }
        assertThat(balance(budget).reservedPicoUsd()).isEqualTo(odd.size() * CENT);
        for (String id : odd) {
            Charge charge = new Charge(new Reservation(id, now, CENT, List.of(budget)), now, 1, 0);
            settle(charge);
            settle(charge);
        }
        assertThat(balance(budget)).isEqualTo(new Balance(odd.size(), 0, Optional.of(Instant.MAX)));
    }

    // exactness

    @Test
    void amountsAreExactOverThousandsOfOperations() {
        Random random = new Random(20_261_123);
        List<Account> accounts = List.of(
                new Account(budget("5000000")),
                new Account(budget("20000", Calendar.DAY)),
                new Account(budget("3000", new Sliding(Duration.ofHours(3)))));
        List<Held> open = new ArrayList<>();
        List<Charge> over = new ArrayList<>();
        Instant time = now;
        for (int i = 0; i < manyOperations(); i++) {
            time = time.plusSeconds(random.nextInt(120) - 10);
            int kind = random.nextInt(100);
            if (kind < 45 || open.isEmpty()) {
                admitAsInTheModel(some(accounts, random), amount(random), time, open);
            } else if (kind < 85) {
                Held held = open.remove(random.nextInt(open.size()));
                over.add(settleAsInTheModel(held, random.nextInt(4) == 0 ? 0 : amount(random), time, true));
            } else if (kind < 90) {
                Held unknown = held(some(accounts, random), amount(random), time);
                over.add(settleAsInTheModel(unknown, amount(random), time, false));
            } else if (kind < 95 && !over.isEmpty()) {
                settle(oneOfTheLatest(over, random));
            } else if (kind < 96) {
                Account account = accounts.get(random.nextInt(accounts.size()));
                answer(store.reset(account.budget));
                account.forgetSpend();
            } else {
                compare(accounts, time);
            }
        }
        compare(accounts, time);
        assertThat(over.size()).isGreaterThan(manyOperations() / 10);
    }

    private record Held(Reservation reservation, List<Account> accounts) {}

    private Held held(List<Account> accounts, long picoUsd, Instant at) {
        Limit[] limits = accounts.stream().map(account -> account.budget).toArray(Limit[]::new);
        return new Held(at(at, picoUsd, limits), accounts);
    }

    private void admitAsInTheModel(List<Account> accounts, long picoUsd, Instant at, List<Held> open) {
        Held asked = held(accounts, picoUsd, at);
        Optional<Spent> refusal = accounts.stream()
                .flatMap(account -> account.refusal(at).stream())
                .findFirst();
        Admittance answer = admit(asked.reservation);
        if (refusal.isPresent()) {
            assertThat(answer).isEqualTo(refusal.get());
        } else {
            assertThat(answer)
                    .isEqualTo(new Granted(accounts.stream()
                            .map(account -> account.hold(picoUsd))
                            .toList()));
            open.add(asked);
        }
    }

    private Charge settleAsInTheModel(Held held, long cost, Instant at, boolean wasHeld) {
        Charge charge = new Charge(held.reservation, at, cost, 0);
        settle(charge);
        held.accounts.forEach(account -> account.settle(charge, wasHeld));
        return charge;
    }

    private void compare(List<Account> accounts, Instant at) {
        for (Account account : accounts) {
            assertThat(balance(account.budget, at)).isEqualTo(account.balance(at));
        }
    }

    /** {@return one that each store remembers} */
    private static Charge oneOfTheLatest(List<Charge> over, Random random) {
        return over.get(over.size() - 1 - random.nextInt(Math.min(over.size(), 999)));
    }

    private static List<Account> some(List<Account> accounts, Random random) {
        List<Account> some = new ArrayList<>(accounts);
        Collections.shuffle(some, random);
        return some.subList(0, 1 + random.nextInt(accounts.size()));
    }

    /** {@return from 10^-12 dollars to 10,000, each length as often} */
    private static long amount(Random random) {
        return (long) (random.nextDouble() * Math.pow(10, random.nextInt(17)));
    }

    /** A budget as plain decimals. */
    private static final class Account {

        private final Limit.Spend budget;
        private BigDecimal spent = BigDecimal.ZERO;
        private BigDecimal reserved = BigDecimal.ZERO;
        private Optional<Instant> ends = Optional.empty();

        Account(Limit.Spend budget) {
            this.budget = budget;
        }

        private static BigDecimal usd(long picoUsd) {
            return BigDecimal.valueOf(picoUsd, 12);
        }

        private static long pico(BigDecimal usd) {
            return usd.setScale(12).unscaledValue().longValueExact();
        }

        Optional<Spent> refusal(Instant at) {
            roll(at);
            return spent.add(reserved).compareTo(budget.budget().usd()) < 0
                    ? Optional.empty()
                    : Optional.of(new Spent(
                            budget, ends.orElseGet(() -> budget.budget().endsAfter(at))));
        }

        long hold(long picoUsd) {
            reserved = reserved.add(usd(picoUsd));
            return Math.max(0, pico(budget.budget().usd().subtract(spent).subtract(reserved)));
        }

        void settle(Charge charge, boolean wasHeld) {
            if (wasHeld) {
                reserved = reserved.subtract(usd(charge.reservation().picoUsd()));
            }
            roll(charge.at());
            if (charge.picoUsd() > 0 && ends.isEmpty()) {
                ends = Optional.of(budget.budget().endsAfter(charge.at()));
            }
            spent = spent.add(usd(charge.picoUsd()));
        }

        Balance balance(Instant at) {
            roll(at);
            return new Balance(pico(spent), pico(reserved), ends);
        }

        void forgetSpend() {
            spent = BigDecimal.ZERO;
            ends = Optional.empty();
        }

        private void roll(Instant at) {
            if (ends.isPresent() && !at.isBefore(ends.get())) {
                forgetSpend();
            }
        }
    }

    // many at once

    @Test
    void manyThreadsSpendABudgetToThePicoDollarAndAreNotRefusedBefore() throws Exception {
        exhaust(List.of(store));
    }

    @Test
    void manyThreadsOnSeveralNodesSpendABudgetToThePicoDollarAndAreNotRefusedBefore() throws Exception {
        assumeTrue(countsForAllNodes(), "each node of this store counts for itself");
        exhaust(List.of(store, openNode(), openNode()));
    }

    /** Each exchange costs what was expected: exactly 1,000 fit. Who is refused has 1,000 others before it. */
    private void exhaust(List<LimitStore> over) throws Exception {
        Limit.Spend team = budget("10.00");
        Limit.Spend other = budget("1000.00");
        AtomicInteger admitted = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger falselyRefused = new AtomicInteger();
        atOnce(THREADS, thread -> {
            LimitStore node = over.get(thread % over.size());
            for (int i = 0; i < 25; i++) {
                Reservation reservation =
                        thread % 2 == 0 ? reservation(CENT, team, other) : reservation(CENT, other, team);
                begun.incrementAndGet();
                if (answer(node.admit(reservation)) instanceof Granted) {
                    admitted.incrementAndGet();
                    answer(node.settle(new Charge(reservation, now, CENT, 0)));
                } else if (begun.getAndDecrement() <= 1_000) {
                    falselyRefused.incrementAndGet();
                }
            }
        });
        assertThat(falselyRefused).hasValue(0);
        assertThat(admitted).hasValue(1_000);
        assertThat(balance(team)).isEqualTo(new Balance(1_000 * CENT, 0, Optional.of(Instant.MAX)));
        assertThat(balance(other)).isEqualTo(new Balance(1_000 * CENT, 0, Optional.of(Instant.MAX)));
    }

    @Test
    void exchangesThatCostNoMoreThanExpectedOvershootByLessThanOneReservation() throws Exception {
        Limit.Spend budget = budget("10.00");
        AtomicLong charged = new AtomicLong();
        atOnce(THREADS, thread -> spendUntilRefused(budget, new Random(thread), charged));
        spendUntilRefused(budget, new Random(), charged); // what others gave back after the last was refused
        Balance balance = balance(budget);
        assertThat(balance.spentPicoUsd()).isEqualTo(charged.get()).isBetween(1_000 * CENT, 1_001 * CENT - 1);
        assertThat(balance.reservedPicoUsd()).isZero();
    }

    private void spendUntilRefused(Limit.Spend budget, Random random, AtomicLong charged) {
        Reservation reservation = reservation(CENT, budget);
        while (admit(reservation) instanceof Granted) {
            long cost = CENT / 2 + random.nextInt((int) (CENT / 1_000_000)) * 500_000L;
            settle(new Charge(reservation, now, cost, 0));
            charged.addAndGet(cost);
            reservation = reservation(CENT, budget);
        }
    }

    @Test
    void manyThreadsBeginNoMoreExchangesThanTheRateHas() throws Exception {
        Limit.Requests requests = requests(600);
        AtomicInteger admitted = new AtomicInteger();
        long before = System.nanoTime();
        atOnce(THREADS, thread -> {
            for (int i = 0; i < 20; i++) {
                if (admit(reservation(0, requests)) instanceof Granted) {
                    admitted.incrementAndGet();
                }
            }
        });
        assertThat(admitted.get()).isBetween(600, (int) (600 + flown(600, before)));
    }

    @Test
    void manyThreadsRunNoMoreExchangesThanMay() throws Exception {
        Limit.Parallel parallel = parallel(7);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        atOnce(THREADS, thread -> {
            for (int i = 0; i < 20; i++) {
                Reservation reservation = reservation(0, parallel);
                if (admit(reservation) instanceof Granted) {
                    highest.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                    settle(Charge.nothing(reservation));
                }
            }
        });
        assertThat(highest.get()).isBetween(1, 7);
        for (int i = 0; i < 7; i++) {
            assertThat(admit(reservation(0, parallel))).isEqualTo(granted(6L - i));
        }
    }

    // nodes

    @Test
    void whatOneNodeHoldsAnotherMaySettle() {
        assumeTrue(countsForAllNodes(), "each node of this store counts for itself");
        LimitStore other = openNode();
        Limit.Spend budget = budget("1.00");
        Limit.Tokens tokens = tokens(1_000);
        Reservation reservation = reservation(CENT, budget, tokens);
        admit(reservation);
        assertThat(answer(other.balance(budget, now)).reservedPicoUsd()).isEqualTo(CENT);
        answer(other.settle(new Charge(reservation, now, 2 * CENT, 1_100)));
        settle(new Charge(reservation, now, 2 * CENT, 1_100));
        assertThat(balance(budget)).isEqualTo(new Balance(2 * CENT, 0, Optional.of(Instant.MAX)));
        assertThat(admit(reservation(0, tokens))).isInstanceOf(TooFast.class);
        answer(other.reset(budget));
        assertThat(balance(budget)).isEqualTo(new Balance(0, 0, Optional.empty()));
    }

    @Test
    void whatADeadNodeHeldComesBackAndWhatALivingOneHoldsDoesNot() {
        assumeTrue(countsForAllNodes(), "each node of this store counts for itself");
        LimitStore dying = openNode();
        Limit.Spend budget = budget("1.00");
        Limit.Parallel parallel = parallel(10);
        Limit.Spend own = budget("1.00");
        admit(reservation(CENT, budget, parallel));
        for (int i = 0; i < 5; i++) {
            answer(dying.admit(reservation(2 * CENT, budget, parallel)));
        }
        answer(dying.admit(reservation(CENT, own)));
        silence(dying);
        long silent = System.nanoTime();
        await().atMost(bound().plusSeconds(2))
                .untilAsserted(
                        () -> assertThat(balance(budget).reservedPicoUsd()).isEqualTo(CENT));
        await().atMost(bound().plusSeconds(2))
                .untilAsserted(() -> assertThat(balance(own)).isEqualTo(new Balance(0, 0, Optional.empty())));
        assertThat(left(admit(reservation(0, parallel)))).isEqualTo(8);

        Duration twice = bound().multipliedBy(2);
        await().atMost(twice.plus(PATIENCE))
                .until(() -> Duration.ofNanos(System.nanoTime() - silent).compareTo(twice) > 0);
        assertThat(balance(budget).reservedPicoUsd()).isEqualTo(CENT);
    }

    @Test
    void whatWasHeldByANodeThatWasClosedComesBack() {
        assumeTrue(countsForAllNodes(), "each node of this store counts for itself");
        LimitStore closing = open();
        Limit.Spend budget = budget("1.00");
        answer(closing.admit(reservation(CENT, budget)));
        closing.close();
        await().atMost(bound().plusSeconds(2))
                .untilAsserted(() -> assertThat(balance(budget)).isEqualTo(new Balance(0, 0, Optional.empty())));
    }

    @Test
    void aNodeThatLivesAfterAllSettlesAsIfNothingHadBeenHeld() {
        assumeTrue(countsForAllNodes(), "each node of this store counts for itself");
        LimitStore silent = openNode();
        Limit.Spend budget = budget("1.00");
        Limit.Parallel parallel = parallel(10);
        Reservation lost = reservation(10 * CENT, budget, parallel);
        answer(silent.admit(lost));
        Reservation settledInTime = reservation(5 * CENT, budget, parallel);
        answer(silent.admit(settledInTime));
        answer(silent.settle(new Charge(settledInTime, now, 4 * CENT, 0)));
        silence(silent);
        admit(reservation(20 * CENT, budget, parallel));
        await().atMost(bound().plusSeconds(2))
                .untilAsserted(
                        () -> assertThat(balance(budget).reservedPicoUsd()).isEqualTo(20 * CENT));

        answer(silent.settle(new Charge(lost, now, 11 * CENT, 0)));
        answer(silent.settle(new Charge(lost, now, 11 * CENT, 0)));
        settle(new Charge(lost, now, 11 * CENT, 0));
        settle(new Charge(settledInTime, now, 4 * CENT, 0));
        assertThat(balance(budget)).isEqualTo(new Balance(15 * CENT, 20 * CENT, Optional.of(Instant.MAX)));
        assertThat(left(admit(reservation(0, parallel)))).isEqualTo(8);
    }

    // how it is asked

    private Admittance admit(Reservation reservation) {
        return answer(store.admit(reservation));
    }

    private void settle(Charge charge) {
        answer(store.settle(charge));
    }

    private Balance balance(Limit.Spend budget) {
        return balance(budget, now);
    }

    private Balance balance(Limit.Spend budget, Instant at) {
        return answer(store.balance(budget, at));
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static Granted granted(Long... left) {
        return new Granted(List.of(left));
    }

    private void spend(Limit.Spend budget, long picoUsd) {
        settle(new Charge(reservation(0, budget), now, picoUsd, 0));
    }

    private Reservation reservation(long picoUsd, Limit... limits) {
        return at(now, picoUsd, limits);
    }

    private Reservation at(Instant at, long picoUsd, Limit... limits) {
        return new Reservation(test + "-" + ids.incrementAndGet(), at, picoUsd, List.of(limits));
    }

    private Limit.Spend budget(String usd) {
        return budget(usd, Calendar.TOTAL);
    }

    private Limit.Spend budget(String usd, Window window) {
        return new Limit.Spend(name("spend"), limited(usd, window, ZoneOffset.UTC));
    }

    private static Budget limited(String usd, Window window, ZoneId zone) {
        return new Budget(new BigDecimal(usd), window, zone, Scope.KEY);
    }

    private Limit.Requests requests(int perMinute) {
        return new Limit.Requests(name("requests"), Scope.KEY, perMinute);
    }

    private Limit.Tokens tokens(long perMinute) {
        return new Limit.Tokens(name("tokens"), Scope.KEY, perMinute);
    }

    private Limit.Parallel parallel(int most) {
        return new Limit.Parallel(name("parallel"), Scope.KEY, most);
    }

    private String name(String what) {
        return what + " key=" + test + "-" + ids.incrementAndGet();
    }

    private interface Task {
        void run(int thread) throws Exception;
    }

    private static void atOnce(int threads, Task task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                Callable<Void> once = () -> {
                    start.await();
                    task.run(thread);
                    return null;
                };
                all.add(pool.submit(once));
            }
            start.countDown();
            for (Future<Void> each : all) {
                each.get(90, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
