/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import ai.dheera.passthrough.VirtualKey.Limits.Unpriced;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimiterTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final BigDecimal CENT = new BigDecimal("0.01");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger ids = new AtomicInteger();
    private final MoodyStore store = new MoodyStore();
    private final Limiter limiter = new Limiter(store, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
    private final VirtualKey key = key(Optional.empty());

    private static VirtualKey key(Optional<BigDecimal> allowance) {
        return key(BigDecimal.ONE, allowance);
    }

    private static VirtualKey key(BigDecimal usd, Optional<BigDecimal> allowance) {
        Budget budget = new Budget(usd, Calendar.DAY, ZoneOffset.UTC, Scope.KEY);
        return VirtualKey.withId("k")
                .limits(new Limits(List.of(), List.of(budget), Unpriced.ALLOWED, allowance))
                .build();
    }

    /** One exchange, and what it is told. */
    private final class Asking {

        final Admission admission;
        final List<Object> told = new ArrayList<>();

        Asking(VirtualKey of) {
            admission = limiter.admission(
                    of,
                    KeyLimits.of(of).ofExchange("openai", true, Optional.empty()),
                    "id-" + ids.incrementAndGet(),
                    PicoUsd.of(CENT));
            admission.ask(() -> told.add("admitted"), told::add);
        }

        ErrorCode refusal() {
            assertThat(told).singleElement().isInstanceOf(Refusal.class);
            return ((Refusal) told.get(0)).code();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        limiter.retry();
    }

    private void assertBudget(String spent, String reserved) {
        Balance balance = store.balance(
                        (Limit.Spend) KeyLimits.of(key)
                                .ofExchange("openai", true, Optional.empty())
                                .inOrder()
                                .get(0),
                        NOW)
                .toCompletableFuture()
                .join();
        assertThat(PicoUsd.toUsd(balance.spentPicoUsd())).isEqualByComparingTo(spent);
        assertThat(PicoUsd.toUsd(balance.reservedPicoUsd())).isEqualByComparingTo(reserved);
    }

    @Test
    void settlesOnceWhateverIsSaidAfterwards() {
        Asking asking = new Asking(key);
        assertThat(asking.told).containsExactly("admitted");
        assertBudget("0", "0.01");
        asking.admission.settle(new BigDecimal("0.02"), 5);
        asking.admission.settle(new BigDecimal("0.04"), 5);
        asking.admission.release();
        assertBudget("0.02", "0");
    }

    @Test
    void asksForNothingThatIsOverAlready() {
        Admission admission = limiter.admission(
                key, KeyLimits.of(key).ofExchange("openai", true, Optional.empty()), "over", PicoUsd.of(CENT));
        admission.release();
        List<Object> told = new ArrayList<>();
        admission.ask(() -> told.add("admitted"), told::add);
        assertThat(told).isEmpty();
        assertThat(store.asked).isZero();
    }

    @Test
    void refusesWhereTheStoreFailsAndHoldsNothing() {
        store.mood = MoodyStore.Mood.FAILING;
        assertThat(new Asking(key).refusal()).isEqualTo(ErrorCode.LIMITS_UNAVAILABLE);
        store.mood = MoodyStore.Mood.WORKING;
        pass(Duration.ofSeconds(2));
        assertBudget("0", "0");
        assertThat(new Asking(key).told).containsExactly("admitted");
    }

    @Test
    void refusesWhereTheStoreIsTooSlowAndGivesBackWhatItHeldUnheard() {
        store.mood = MoodyStore.Mood.SILENT;
        Asking asking = new Asking(key);
        assertThat(asking.told).isEmpty();
        asking.admission.giveUp();
        asking.admission.giveUp();
        assertThat(asking.refusal()).isEqualTo(ErrorCode.LIMITS_UNAVAILABLE);
        store.mood = MoodyStore.Mood.WORKING;
        store.tell();
        assertThat(asking.told).hasSize(1);
        pass(Duration.ofSeconds(11));
        pass(Duration.ofSeconds(2));
        assertBudget("0", "0");
    }

    @Test
    void asksAStoreThatWasLateOnceASecondUntilItAnswers() {
        store.mood = MoodyStore.Mood.SILENT;
        new Asking(key).admission.giveUp();
        int before = store.asked;
        for (int i = 0; i < 10; i++) {
            assertThat(new Asking(key).refusal()).isEqualTo(ErrorCode.LIMITS_UNAVAILABLE);
        }
        assertThat(store.asked).isEqualTo(before);
        pass(Duration.ofSeconds(1));
        store.mood = MoodyStore.Mood.WORKING;
        assertThat(new Asking(key).told).containsExactly("admitted");
        assertThat(new Asking(key).told).containsExactly("admitted");
    }

    @Test
    void restsAfterFiveFailuresInARowAndNotAfterSingleOnes() {
        for (int i = 0; i < 20; i++) {
            store.mood = i % 2 == 0 ? MoodyStore.Mood.FAILING : MoodyStore.Mood.WORKING;
            assertThat(new Asking(key).told.get(0) instanceof Refusal).isEqualTo(i % 2 == 0);
        }
        store.mood = MoodyStore.Mood.FAILING;
        for (int i = 0; i < 5; i++) {
            new Asking(key);
        }
        int before = store.asked;
        new Asking(key);
        assertThat(store.asked).isEqualTo(before);
    }

    @Test
    void countsWhatWasSpentWhenTheStoreIsBack() {
        Asking asking = new Asking(key);
        store.mood = MoodyStore.Mood.FAILING;
        asking.admission.settle(new BigDecimal("0.03"), 10);
        pass(Duration.ofSeconds(5));
        assertBudget("0", "0.01");
        store.mood = MoodyStore.Mood.WORKING;
        pass(Duration.ofSeconds(5));
        assertBudget("0.03", "0");
        pass(Duration.ofSeconds(5));
        assertBudget("0.03", "0");
    }

    @Test
    void countsAsFastAsTheStoreTakesItWhatHasGatheredWhileItWasAway() {
        VirtualKey rich = key(new BigDecimal("1000"), Optional.empty());
        List<Asking> some =
                IntStream.range(0, 5_000).mapToObj(i -> new Asking(rich)).toList();
        store.mood = MoodyStore.Mood.FAILING;
        some.forEach(each -> each.admission.settle(CENT, 10));
        assertThat(limiter.open()).isEqualTo(5_000);
        store.mood = MoodyStore.Mood.WORKING;
        pass(Duration.ofSeconds(2));
        assertThat(limiter.open()).isZero();
    }

    @Test
    void countsOnceWhatTheStoreTookAndDidNotConfirm() {
        Asking asking = new Asking(key);
        store.mood = MoodyStore.Mood.SILENT;
        asking.admission.settle(new BigDecimal("0.03"), 10);
        assertBudget("0.03", "0");
        pass(Duration.ofSeconds(11));
        store.mood = MoodyStore.Mood.WORKING;
        pass(Duration.ofSeconds(2));
        store.tell();
        assertBudget("0.03", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILING", "SILENT"})
    void goesOnWithALocalAllowanceAndCountsItAfterwards(MoodyStore.Mood mood) {
        VirtualKey allowed = key(Optional.of(new BigDecimal("0.025")));
        store.mood = mood;
        List<Asking> admitted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Asking asking = new Asking(allowed);
            asking.admission.giveUp();
            assertThat(asking.told).containsExactly("admitted");
            admitted.add(asking);
        }
        assertThat(admitted.get(2).admission.headers().first("x-dheera-budget-remaining-usd"))
                .contains("0");
        Asking fourth = new Asking(allowed);
        fourth.admission.giveUp();
        assertThat(fourth.refusal()).isEqualTo(ErrorCode.LIMITS_UNAVAILABLE);
        assertThat(((Refusal) fourth.told.get(0)).text()).contains("what the key 'k' may spend meanwhile is spent");
        admitted.forEach(asking -> asking.admission.settle(new BigDecimal("0.005"), 1));
        store.mood = MoodyStore.Mood.WORKING;
        store.tell();
        pass(Duration.ofSeconds(11));
        pass(Duration.ofSeconds(2));
        assertBudget("0.015", "0");
    }

    @Test
    void givesAFreshAllowanceWhenTheStoreIsAwayAnotherTime() {
        VirtualKey allowed = key(Optional.of(CENT));
        for (int outage = 0; outage < 3; outage++) {
            store.mood = MoodyStore.Mood.FAILING;
            Asking first = new Asking(allowed);
            assertThat(first.told).containsExactly("admitted");
            assertThat(new Asking(allowed).refusal()).isEqualTo(ErrorCode.LIMITS_UNAVAILABLE);
            first.admission.settle(CENT, 1);
            store.mood = MoodyStore.Mood.WORKING;
            pass(Duration.ofSeconds(2));
            new Asking(allowed).admission.release();
            pass(Duration.ofSeconds(2));
        }
        assertBudget("0.03", "0");
    }

    @Test
    void holdsTheStoreBackNoLongerThanItsBound() {
        Asking asking = new Asking(key);
        store.mood = MoodyStore.Mood.FAILING;
        asking.admission.release();
        for (int i = 1; i < Settlements.MOST; i++) {
            limiter.settle(new Charge(new Reservation("x" + i, NOW, 0, List.of()), NOW, 1, 0));
        }
        store.mood = MoodyStore.Mood.WORKING;
        assertThat(new Asking(key).refusal()).isEqualTo(ErrorCode.LIMITS_UNAVAILABLE);
        while (limiter.open() > 0) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(new Asking(key).told).containsExactly("admitted");
    }

    @Test
    void countsTheRestBeforeItCloses() {
        Limiter real = new Limiter(store, Clock.fixed(NOW, ZoneOffset.UTC), System::nanoTime);
        Admission admission = real.admission(
                key, KeyLimits.of(key).ofExchange("openai", true, Optional.empty()), "last", PicoUsd.of(CENT));
        admission.ask(() -> {}, refusal -> {});
        store.mood = MoodyStore.Mood.FAILING;
        admission.settle(CENT, 1);
        Thread back = new Thread(() -> store.mood = MoodyStore.Mood.WORKING);
        back.start();
        real.close();
        assertBudget("0.01", "0");
        assertThat(store.closed).isTrue();
    }
}
