/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.limits.Limit;
import ai.dheera.passthrough.limits.Reservation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three servers, which share out the slots of keys. */
@Timeout(90)
class ClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SLOTS = 16_384;
    private static final List<RedisServer> SERVERS = new ArrayList<>();

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() {
        for (int i = 0; i < 3; i++) {
            SERVERS.add(RedisServer.in(
                    directory.resolve("node-" + i),
                    List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")));
        }
        for (int i = 0; i < 3; i++) {
            int[] slots = IntStream.range(SLOTS * i / 3, SLOTS * (i + 1) / 3).toArray();
            SERVERS.get(i).with(redis -> redis.clusterAddSlots(slots));
            SERVERS.get(i)
                    .with(redis -> redis.clusterMeet("127.0.0.1", SERVERS.get(0).port()));
        }
        await().atMost(PATIENCE).until(() -> SERVERS.stream().allMatch(ClusterTest::isWhole));
    }

    private static boolean isWhole(RedisServer server) {
        String info = server.with(redis -> redis.clusterInfo());
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
    }

    @AfterAll
    static void stop() throws Exception {
        for (RedisServer server : SERVERS) {
            server.close();
        }
    }

    private static RedisLimitStore open(String prefix) {
        String hosts = SERVERS.stream().map(RedisServer::host).collect(Collectors.joining(","));
        return RedisLimitStore.builder("redis://" + hosts)
                .prefix(prefix)
                .lease(Duration.ofSeconds(2))
                .open();
    }

    @Test
    void allLimitsOfAnExchangeAreCountedWhereverItsPrefixLies() {
        for (int i = 0; i < 6; i++) {
            Limit.Spend key = Sketch.budget("spend key=k", "1.00");
            Limit.Spend team = Sketch.budget("spend team=t", "1.00");
            try (RedisLimitStore store = open("gateway-" + i)) {
                Reservation reservation = Sketch.reservation(
                        "x", key, team, Sketch.requests("r", 10), Sketch.tokens("t", 10), Sketch.parallel("p", 1));
                assertThat(Sketch.admit(store, reservation)).isTrue();
                Sketch.settle(store, reservation, 3 * Sketch.CENT);
                assertThat(Sketch.balance(store, team).spentPicoUsd()).isEqualTo(3 * Sketch.CENT);
                assertThat(Sketch.balance(store, key).reservedPicoUsd()).isZero();
            }
        }
        assertThat(SERVERS.stream().map(server -> server.with(redis -> redis.dbsize())))
                .as("keys on each server")
                .allMatch(count -> count > 0);
    }

    @Test
    void oneHostLeadsToTheOthers() {
        Limit.Spend budget = Sketch.budget("b", "1.00");
        for (RedisServer server : SERVERS) {
            try (RedisLimitStore store =
                    RedisLimitStore.builder(server.uri()).cluster().open()) {
                assertThat(Sketch.admit(store, Sketch.reservation(server.host(), budget)))
                        .isTrue();
            }
        }
    }

    @Test
    void whatADeadNodeHeldComesBack() {
        Limit.Spend budget = Sketch.budget("dead", "1.00");
        try (RedisLimitStore store = open("dead")) {
            RedisLimitStore dying = open("dead");
            assertThat(Sketch.admit(dying, Sketch.reservation("x", budget))).isTrue();
            dying.close();
            await().atMost(PATIENCE).until(() -> Sketch.balance(store, budget).reservedPicoUsd() == 0);
        }
    }

    @Test
    void aServerOfTheClusterMayEndAndComeBack() throws Exception {
        Limit.Spend budget = Sketch.budget("b", "1.00");
        try (RedisLimitStore store = open("restart")) {
            assertThat(Sketch.admit(store, Sketch.reservation("x", budget))).isTrue();
            for (RedisServer server : SERVERS) {
                server.kill();
                server.start();
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> isWhole(server)
                                && Sketch.admit(store, Sketch.reservation("x" + server.port(), budget)));
            }
        }
    }
}
