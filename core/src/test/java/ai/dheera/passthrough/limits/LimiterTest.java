/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.dheera.passthrough.ErrorCode;
import ai.dheera.passthrough.Refusal;
import ai.dheera.passthrough.VirtualKey;
import ai.dheera.passthrough.VirtualKey.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimiterTest {

    /** Close to where a monotonic clock may begin, or overflow. */
    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());

    private final Limiter limiter = new Limiter(clock::get);

    @Test
    void holdsNothingForAKeyWithoutLimits() {
        assertThat(limiter.admit(key("k", 0, 0))).isSameAs(Admission.NONE);
        assertThat(limiter.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 60, 1000})
    void admitsAsManyRequestsAtOnceAsAMinuteHas(int perMinute) {
        VirtualKey key = key("k", perMinute, 0);
        for (int i = 0; i < perMinute; i++) {
            limiter.admit(key);
        }
        assertThat(refusal(key).code()).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    @Test
    void saysExactlyWhenTheNextRequestIsAdmitted() {
        VirtualKey key = key("k", 4, 0);
        for (int i = 0; i < 4; i++) {
            limiter.admit(key);
        }
        assertThat(refusal(key).retryAfter()).contains(Duration.ofSeconds(15));
        pass(Duration.ofSeconds(5));
        assertThat(refusal(key).retryAfter()).contains(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(refusal(key).retryAfter()).contains(Duration.ofNanos(1));
        pass(Duration.ofNanos(1));
        limiter.admit(key);
        assertThat(refusal(key).retryAfter()).contains(Duration.ofSeconds(15));
    }

    @Test
    void doesNotCountWhatItRefused() {
        VirtualKey key = key("k", 1, 0);
        limiter.admit(key);
        for (int i = 0; i < 100; i++) {
            assertThat(refusal(key).retryAfter()).contains(Duration.ofMinutes(1));
        }
        pass(Duration.ofMinutes(1));
        limiter.admit(key);
    }

    @Test
    void savesNoRequestsUpOverMoreThanAMinute() {
        VirtualKey key = key("k", 3, 0);
        limiter.admit(key);
        pass(Duration.ofHours(5));
        for (int i = 0; i < 3; i++) {
            limiter.admit(key);
        }
        assertThat(refusal(key).code()).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    @Test
    void countsEachKeyForItself() {
        limiter.admit(key("a", 1, 1));
        limiter.admit(key("b", 1, 1));
        assertThat(refusal(key("a", 1, 1))).isNotNull();
    }

    @Test
    void takesChangedLimitsAtOnce() {
        limiter.admit(key("k", 0, 1));
        assertThat(refusal(key("k", 0, 1)).code()).isEqualTo(ErrorCode.TOO_MANY_PARALLEL);
        limiter.admit(key("k", 0, 2));
        assertThat(refusal(key("k", 0, 2)).code()).isEqualTo(ErrorCode.TOO_MANY_PARALLEL);
    }

    @Test
    void admitsAnotherRequestWhenOneOfTheParallelOnesIsOver() {
        VirtualKey key = key("k", 0, 2);
        Admission first = limiter.admit(key);
        limiter.admit(key);
        Refusal refusal = refusal(key);
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_PARALLEL);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        first.release();
        limiter.admit(key);
        assertThat(refusal(key).code()).isEqualTo(ErrorCode.TOO_MANY_PARALLEL);
    }

    @Test
    void getsASlotBackOnce() {
        VirtualKey key = key("k", 0, 1);
        Admission admission = limiter.admit(key);
        admission.release();
        admission.release();
        limiter.admit(key);
        assertThat(refusal(key).code()).isEqualTo(ErrorCode.TOO_MANY_PARALLEL);
    }

    @Test
    void takesNoSlotForARequestOverTheRate() {
        VirtualKey key = key("k", 1, 1);
        limiter.admit(key).release();
        assertThat(refusal(key).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refusal(key).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        pass(Duration.ofMinutes(1));
        limiter.admit(key);
    }

    @Test
    void takesNothingOfTheRateForARequestWithoutASlot() {
        VirtualKey key = key("k", 2, 1);
        Admission first = limiter.admit(key);
        assertThat(refusal(key).code()).isEqualTo(ErrorCode.TOO_MANY_PARALLEL);
        first.release();
        limiter.admit(key);
    }

    /** A stream may run for an hour without its key being used for anything else. */
    @Test
    void remembersWhatRunsHoweverLong() {
        VirtualKey key = key("k", 0, 1);
        Admission running = limiter.admit(key);
        for (int i = 0; i < 90; i++) {
            pass(Duration.ofMinutes(1));
            limiter.admit(key("other", 0, 1)).release();
            assertThat(refusal(key).code()).isEqualTo(ErrorCode.TOO_MANY_PARALLEL);
        }
        running.release();
        limiter.admit(key);
    }

    @Test
    void remembersNoKeyThatRests() {
        for (int i = 0; i < 1000; i++) {
            limiter.admit(key("k" + i, 1, 1)).release();
        }
        Admission running = limiter.admit(key("running", 0, 1));
        pass(Duration.ofMinutes(1));
        limiter.admit(key("late", 1, 0)).release();
        assertThat(limiter.size()).isEqualTo(2);
        running.release();
        pass(Duration.ofMinutes(2));
        limiter.admit(key("later", 1, 0));
        assertThat(limiter.size()).isEqualTo(1);
    }

    @Test
    void remembersAKeyWhoseMinuteIsNotOver() {
        VirtualKey slow = key("slow", 1, 0);
        pass(Duration.ofSeconds(59));
        limiter.admit(slow);
        pass(Duration.ofSeconds(2));
        limiter.admit(key("other", 1, 0));
        assertThat(refusal(slow).retryAfter()).contains(Duration.ofSeconds(58));
    }

    @Test
    void admitsNeverMoreThanMayRunHoweverManyThreadsAsk() throws Exception {
        int most = 5;
        VirtualKey key = key("k", 0, most);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        inParallel(16, () -> {
            for (int i = 0; i < 5_000; i++) {
                try {
                    Admission admission = limiter.admit(key);
                    admitted.incrementAndGet();
                    highest.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                    admission.release();
                } catch (Refusal refusal) {
                    Thread.onSpinWait();
                }
            }
            return null;
        });
        assertThat(highest.get()).isBetween(1, most);
        assertThat(admitted.get()).isGreaterThanOrEqualTo(5_000);
        for (int i = 0; i < most; i++) {
            limiter.admit(key);
        }
        assertThat(refusal(key)).isNotNull();
    }

    @Test
    void admitsExactlyAMinutesRequestsHoweverManyThreadsAsk() throws Exception {
        VirtualKey key = key("k", 1_000, 0);
        AtomicInteger admitted = new AtomicInteger();
        inParallel(16, () -> {
            for (int i = 0; i < 500; i++) {
                try {
                    limiter.admit(key).release();
                    admitted.incrementAndGet();
                } catch (Refusal refusal) {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                }
            }
            return null;
        });
        assertThat(admitted).hasValue(1_000);
    }

    private static void inParallel(int threads, Callable<Void> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            start.countDown();
            for (Future<Void> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private Refusal refusal(VirtualKey key) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> limiter.admit(key));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static VirtualKey key(String id, int requestsPerMinute, int parallel) {
        return VirtualKey.withId(id)
                .limits(new Limits(requestsPerMinute, 0, parallel, List.of()))
                .build();
    }
}
