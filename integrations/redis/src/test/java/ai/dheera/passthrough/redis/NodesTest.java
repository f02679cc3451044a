/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.limits.Balance;
import ai.dheera.passthrough.limits.Limit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes spend one budget of a thousand cents with 64 threads; one is killed in the middle. */
@Timeout(180)
class NodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EXCHANGES = 1_000;

    @TempDir
    Path directory;

    private final Limit.Spend budget = Sketch.budget("spend team=a", "10.00");
    private final List<Node> nodes = new ArrayList<>();
    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.in(directory);
    }

    @AfterEach
    void stop() throws Exception {
        for (Node node : nodes) {
            node.process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        server.close();
    }

    /** What happened to an exchange and when, in nanoseconds. */
    private static final class Course {
        long begun;
        Optional<Long> admitted = Optional.empty();
        Optional<Long> settled = Optional.empty();
        Optional<Long> refused = Optional.empty();
    }

    /** A process, and what it told. */
    private static final class Node {

        final Process process;
        final Map<String, Course> courses = new ConcurrentHashMap<>();
        final Thread reader = new Thread(this::read);

        Node(String uri, Limit.Spend budget, int threads) {
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    NodeProcess.class.getName(),
                    uri,
                    budget.name(),
                    budget.budget().usd().toPlainString(),
                    Integer.toString(threads));
            try {
                process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            reader.start();
        }

        private void read() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines()
                        .map(line -> line.split(" "))
                        .filter(words -> words.length == 3)
                        .forEach(this::note);
            } catch (IOException | UncheckedIOException e) {
                // the process was killed
            }
        }

        private void note(String[] words) {
            Course course = courses.computeIfAbsent(words[1], id -> new Course());
            long at = Long.parseLong(words[2]);
            switch (words[0]) {
                case "begun" -> course.begun = at;
                case "admitted" -> course.admitted = Optional.of(at);
                case "settled" -> course.settled = Optional.of(at);
                case "refused" -> course.refused = Optional.of(at);
                default -> throw new AssertionError(words[0]);
            }
        }

        long admitted() {
            return courses.values().stream()
                    .filter(course -> course.admitted.isPresent())
                    .count();
        }
    }

    private long admitted() {
        return nodes.stream().mapToLong(Node::admitted).sum();
    }

    @Test
    void theBudgetHoldsAndWhatTheKilledNodeHeldComesBackWithinAMinute() throws Exception {
        for (int threads : new int[] {22, 21, 21}) {
            nodes.add(new Node(server.uri(), budget, threads));
        }
        Node killed = nodes.get(0);
        await().atMost(PATIENCE).until(() -> admitted() > EXCHANGES / 2 && killed.admitted() > 50);
        killed.process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        long killedAt = System.nanoTime();
        killed.reader.join(30_000);

        try (RedisLimitStore observer = RedisLimitStore.builder(server.uri()).open()) {
            awaitOnlyTheKilledNodeHolds(observer);
            Balance full = Sketch.balance(observer, budget);
            assertThat(full.reservedPicoUsd()).as("held by the killed node").isPositive();
            assertThat(full.spentPicoUsd() + full.reservedPicoUsd()).isEqualTo(EXCHANGES * Sketch.CENT);

            await().atMost(PATIENCE)
                    .until(() -> Sketch.balance(observer, budget).spentPicoUsd() == EXCHANGES * Sketch.CENT);
            Duration back = Duration.ofNanos(System.nanoTime() - killedAt);
            assertThat(back).isLessThan(Duration.ofSeconds(60));
            assertThat(Sketch.balance(observer, budget))
                    .isEqualTo(new Balance(EXCHANGES * Sketch.CENT, 0, Optional.of(Instant.MAX)));
        }
        assertNoneWasRefusedBelowTheLimit();
    }

    private void awaitOnlyTheKilledNodeHolds(RedisLimitStore observer) {
        await().atMost(PATIENCE).until(() -> {
            Balance balance = Sketch.balance(observer, budget);
            return balance.spentPicoUsd() + balance.reservedPicoUsd() == EXCHANGES * Sketch.CENT
                    && runningElsewhere() == 0;
        });
    }

    private long runningElsewhere() {
        return nodes.subList(1, nodes.size()).stream()
                .flatMap(node -> node.courses.values().stream())
                .filter(course -> course.admitted.isPresent() && course.settled.isEmpty())
                .count();
    }

    /** Who is refused has at least as many before it, begun and not refused, as the budget is worth. */
    private void assertNoneWasRefusedBelowTheLimit() {
        List<Course> all = nodes.stream()
                .map(node -> node.courses.values())
                .flatMap(Collection::stream)
                .toList();
        long firstRefusal = all.stream()
                .flatMap(course -> course.refused.stream())
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow();
        assertThat(all.stream().filter(course -> course.begun < firstRefusal && course.refused.isEmpty()))
                .hasSizeGreaterThanOrEqualTo(EXCHANGES);
    }
}
