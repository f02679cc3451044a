/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.limits.Limit;
import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis ends, freezes, is slow or hangs up while many exchanges go on, and comes back. */
@Timeout(120)
class OutageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Beyond the two seconds that exchanges wait: threads of a machine that is busy with the test itself. */
    private static final long SLACK_MILLIS = 1_500;

    @TempDir
    static Path directory;

    private static RedisServer server;

    private final Limit.Spend budget = Sketch.budget("spend key=" + UUID.randomUUID(), "1000000");
    private final Limit.Parallel parallel = Sketch.parallel("parallel key=" + UUID.randomUUID(), 1_000);

    @BeforeAll
    static void start() {
        server = RedisServer.in(directory, RedisServer.DURABLE);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private interface Trouble {
        void with(Load load) throws Exception;
    }

    private void goThrough(String uri, Trouble trouble) throws Exception {
        Load load = Load.on(RedisLimitStore.builder(uri).open(), budget, parallel);
        try (load) {
            awaitMore(load.completed, 300);
            trouble.with(load);
            awaitMore(load.completed, 300);
        }
        assertThat(load.longestAskMillis.get()).isLessThan(Load.PATIENCE_MILLIS + SLACK_MILLIS);
        assertThat(load.refused).hasValue(0);
        assertAllIsCountedOnce(load);
    }

    private void assertAllIsCountedOnce(Load load) {
        try (RedisLimitStore reader = RedisLimitStore.builder(server.uri()).open()) {
            assertThat(Sketch.balance(reader, budget).spentPicoUsd()).isEqualTo(load.spentPicoUsd.get());
            assertThat(Sketch.balance(reader, budget).reservedPicoUsd()).isZero();
        }
        String running = server.with(redis -> redis.get("{dheera}:limit:" + parallel.name()));
        assertThat(Optional.ofNullable(running)).isEmpty();
    }

    private static void awaitMore(AtomicInteger counter, int more) {
        int from = counter.get();
        await().atMost(PATIENCE).until(() -> counter.get() > from + more);
    }

    @Test
    void whenRedisEndsAndComesBackNothingIsLostOrCountedTwice() throws Exception {
        goThrough(server.uri(), load -> {
            for (int i = 0; i < 2; i++) {
                server.kill();
                awaitMore(load.unavailable, 100);
                server.start();
                awaitMore(load.completed, 100);
            }
        });
    }

    @Test
    void whenRedisFreezesExchangesWaitNoLongerThanTheirPatienceAndNothingIsLostOrCountedTwice() throws Exception {
        goThrough(server.uri(), load -> {
            server.freeze();
            awaitMore(load.unavailable, 500);
            server.thaw();
            awaitMore(load.completed, 100);
        });
    }

    @Test
    void connectionsThatBreakAgainAndAgainAreNotNoticedAndNothingIsCountedTwice() throws Exception {
        goThrough(server.uri(), load -> {
            for (int i = 0; i < 20; i++) {
                server.with(redis -> redis.clientKill(KillArgs.Builder.typeNormal()));
                awaitMore(load.completed, 20);
            }
            assertThat(load.unavailable).hasValue(0);
        });
    }

    @Test
    void whenRedisIsSlowNothingIsLostOrCountedTwice() throws Exception {
        goThrough(server.uri(), load -> {
            for (long millis = 300; millis <= 3_000; millis += 900) {
                pause(millis);
                awaitMore(load.completed, 20);
            }
        });
    }

    private static void pause(long millis) {
        server.with(redis -> redis.clientPause(millis));
    }
}
