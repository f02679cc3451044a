/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Budget.Sliding;
import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Charge;
import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.Reservation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in Redis, for how long, and what it costs to get there. */
@Timeout(60)
class KeysTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.in(directory);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private RedisLimitStore open(String prefix) {
        return RedisLimitStore.builder(server.uri())
                .prefix(prefix)
                .lease(Duration.ofSeconds(50))
                .open();
    }

    /** {@return the keys, and in how many milliseconds they expire, -1 for never} */
    private Map<String, Long> keys() {
        return server.with(redis -> {
            Map<String, Long> found = new TreeMap<>();
            redis.keys("*").forEach(key -> found.put(key, redis.pttl(key)));
            found.remove("{a}:nodes");
            found.remove("{a}:since");
            return found;
        });
    }

    @Test
    void whatIsAsNewIsNoKey() {
        try (RedisLimitStore store = open("a")) {
            Reservation reservation =
                    Sketch.reservation("x", Sketch.budget("spend", "1.00"), Sketch.parallel("parallel", 1));
            Sketch.admit(store, reservation);
            assertThat(keys()).containsKeys("{a}:limit:spend", "{a}:limit:parallel", "{a}:exchange:x");
            Sketch.settle(store, reservation, 0);
            assertThat(keys()).containsOnlyKeys("{a}:exchange:x");
            assertThat(keys().get("{a}:exchange:x"))
                    .isBetween(
                            Duration.ofMinutes(60).toMillis(),
                            Duration.ofMinutes(65).toMillis());
        }
    }

    @Test
    void spendExpiresADayAfterItsWindowAndThatOfAllTimeDoesNot() {
        try (RedisLimitStore store = open("a")) {
            Reservation reservation = Sketch.reservation(
                    "x",
                    Sketch.budget("total", "1.00"),
                    Sketch.budget("hour", "1.00", new Sliding(Duration.ofHours(1))),
                    Sketch.budget("long", "1.00", new Sliding(Duration.ofDays(3_000_000))));
            Sketch.admit(store, reservation);
            assertThat(keys().values()).containsOnly(-1L); // something is held
            Sketch.settle(store, reservation, Sketch.CENT);
            assertThat(keys()).containsEntry("{a}:limit:total", -1L).containsEntry("{a}:limit:long", -1L);
            assertThat(keys().get("{a}:limit:hour"))
                    .isBetween(
                            DAY.plusMinutes(59).toMillis(), DAY.plusMinutes(61).toMillis());
        }
    }

    /** A gateway whose clock is days late must not lose what it has just counted. */
    @Test
    void spendInAWindowThatRedisTakesForOverStaysForADay() {
        Instant late = Instant.now().minus(DAY.multipliedBy(5));
        Limit.Spend budget = Sketch.budget("day", "1.00", Calendar.DAY);
        try (RedisLimitStore store = open("a")) {
            Reservation reservation = new Reservation("x", late, 0, List.of(budget));
            Sketch.answer(store.settle(new Charge(reservation, late, Sketch.CENT, 0)));
            assertThat(keys().get("{a}:limit:day"))
                    .isBetween(
                            DAY.minusMinutes(1).toMillis(), DAY.plusMinutes(1).toMillis());
            assertThat(Sketch.answer(store.balance(budget, late)).spentPicoUsd())
                    .isEqualTo(Sketch.CENT);
        }
    }

    @Test
    void bucketsExpireWhenTheyAreFull() {
        try (RedisLimitStore store = open("a")) {
            Reservation reservation =
                    Sketch.reservation("x", Sketch.requests("requests", 120), Sketch.tokens("tokens", 600));
            Sketch.admit(store, reservation);
            Sketch.answer(store.settle(new Charge(reservation, Instant.now(), 0, 1_200)));
            assertThat(keys().get("{a}:limit:tokens")).isBetween(115_000L, 120_010L);
            assertThat(keys().getOrDefault("{a}:limit:requests", 0L)).isBetween(0L, 510L);
            await().atMost(Duration.ofSeconds(5)).until(() -> !keys().containsKey("{a}:limit:requests"));
        }
    }

    @Test
    void gatewaysOfDifferentPrefixesShareNothing() {
        Limit.Spend budget = Sketch.budget("b", "0.01");
        Limit.Spend alike = Sketch.budget("b:limit:b", "0.01");
        try (RedisLimitStore one = open("a");
                RedisLimitStore other = open("a:limit")) {
            assertThat(Sketch.admit(one, Sketch.reservation("x", budget, alike)))
                    .isTrue();
            assertThat(Sketch.admit(other, Sketch.reservation("x", budget, alike)))
                    .isTrue();
            Sketch.settle(one, Sketch.reservation("x", budget, alike), Sketch.CENT);
            assertThat(Sketch.balance(one, budget)).isEqualTo(new Balance(Sketch.CENT, 0, Optional.of(Instant.MAX)));
            assertThat(Sketch.balance(other, budget)).isEqualTo(new Balance(0, Sketch.CENT, Optional.empty()));
        }
    }

    @Test
    void anExchangeTakesOneRoundTripToAdmitAndOneToSettle() {
        int exchanges = 500;
        try (RedisLimitStore store = open("a")) {
            exchange(store); // Redis knows the scripts from now on
            server.with(redis -> redis.configResetstat());
            for (int i = 0; i < exchanges; i++) {
                exchange(store);
            }
            String stats = server.with(redis -> redis.info("commandstats"));
            int signsOfLife = 2;
            assertThat(calls(stats, "evalsha")).isBetween(2 * exchanges, 2 * exchanges + signsOfLife);
            assertThat(calls(stats, "eval")).isZero();
        }
    }

    private static void exchange(RedisLimitStore store) {
        Reservation reservation = Sketch.reservation(
                UUID.randomUUID().toString(),
                Sketch.budget("key", "1000", Calendar.DAY),
                Sketch.budget("team", "1000", Calendar.MONTH),
                Sketch.requests("requests", 1_000_000),
                Sketch.tokens("tokens", 1_000_000),
                Sketch.parallel("parallel", 10));
        assertThat(Sketch.admit(store, reservation)).isTrue();
        Sketch.settle(store, reservation, Sketch.CENT);
    }

    private static int calls(String stats, String command) {
        Matcher line = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(stats);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    @Test
    void scriptsThatRedisForgotAreSentAnew() {
        try (RedisLimitStore store = open("a")) {
            exchange(store);
            server.with(redis -> redis.scriptFlush());
            exchange(store);
        }
    }

    @Test
    void callsReturnAtOnceWhileRedisIsFrozenAndNoMoreThanTenThousandWait() throws Exception {
        Limit.Spend budget = Sketch.budget("b", "1000000");
        try (RedisLimitStore store = open("a")) {
            exchange(store);
            server.freeze();
            List<CompletionStage<?>> calls = new ArrayList<>();
            long longest = 0;
            for (int i = 0; i < 12_000; i++) {
                long before = System.nanoTime();
                calls.add(store.admit(Sketch.reservation("x" + i, budget)));
                longest = Math.max(longest, System.nanoTime() - before);
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(longest)).isLessThan(1_000);
            assertThat(calls.stream().filter(KeysTest::hasFailed).count()).isGreaterThanOrEqualTo(2_000);
            await().atMost(Duration.ofSeconds(15)).until(() -> calls.stream().allMatch(KeysTest::hasFailed));
            server.thaw();
            await().atMost(Duration.ofSeconds(15))
                    .ignoreExceptions()
                    .until(() -> Sketch.admit(store, Sketch.reservation("last", budget)));
        }
    }

    private static boolean hasFailed(CompletionStage<?> call) {
        return call.toCompletableFuture().isCompletedExceptionally();
    }
}
