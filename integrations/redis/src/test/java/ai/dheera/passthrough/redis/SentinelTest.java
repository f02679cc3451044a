/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.limits.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with a replica, and a sentinel that puts one in the place of the other. */
@Timeout(90)
class SentinelTest {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @TempDir
    Path directory;

    @Test
    void whenTheServerEndsTheStoreGoesOnWithItsReplica() throws Exception {
        try (RedisServer first = RedisServer.in(directory.resolve("first"));
                RedisServer second = RedisServer.in(
                        directory.resolve("second"),
                        List.of("--replicaof", "127.0.0.1", Integer.toString(first.port())));
                RedisServer sentinel = sentinelOf(first);
                RedisLimitStore store = RedisLimitStore.builder("redis-sentinel://" + sentinel.host() + "#gateways")
                        .lease(Duration.ofSeconds(3))
                        .open()) {
            Limit.Spend budget = Sketch.budget("b", "1.00");
            Sketch.settle(store, Sketch.reservation("a", budget), Sketch.CENT);
            await().atMost(PATIENCE)
                    .until(() -> second.with(redis -> redis.exists("{dheera}:limit:b")) == 1L
                            && sentinel.with(redis -> redis.info("sentinel")).contains("slaves=1"));
            first.kill();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> Sketch.admit(store, Sketch.reservation("b", budget)));
            assertThat(Sketch.balance(store, budget).spentPicoUsd()).isEqualTo(Sketch.CENT);
            String kept = second.with(redis -> redis.get("{dheera}:exchange:b"));
            assertThat(kept).contains("granted");
        }
    }

    private RedisServer sentinelOf(RedisServer server) throws Exception {
        Path own = Files.createDirectories(directory.resolve("sentinel"));
        Files.writeString(own.resolve("sentinel.conf"), """
                sentinel monitor gateways 127.0.0.1 %d 1
                sentinel down-after-milliseconds gateways 1000
                sentinel failover-timeout gateways 5000
                """.formatted(server.port()));
        return RedisServer.in(own, List.of("--sentinel"));
    }
}
