/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Budget;
import ai.dheera.passthrough.Budget.Calendar;
import ai.dheera.passthrough.Scope;
import ai.dheera.passthrough.fixtures.LogCapture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class SavedLimitStoreTest extends LimitStoreContract {

    @TempDir
    Path folder;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Override
    protected LimitStore open() {
        return open(folder.resolve(UUID.randomUUID() + ".json"));
    }

    private static LimitStore open(Path file) {
        try {
            return LimitStore.inMemory(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    @Test
    void goesOnWithWhatWasSpentAndNotWithRatesAndReservations() {
        Path file = folder.resolve("spend.json");
        Limit.Spend total = budget("total of \"odd\" \uD83D\uDE80\n names", Calendar.TOTAL);
        Limit.Spend day = budget("day", Calendar.DAY);
        Limit.Requests requests = new Limit.Requests("requests", Scope.KEY, 1);
        try (LimitStore first = open(file)) {
            Reservation reservation = new Reservation("a", now, 100, List.of(requests, total, day));
            first.admit(reservation);
            first.settle(new Charge(reservation, now, 123, 0));
            first.admit(new Reservation("b", now, 100, List.of(total)));
        }
        try (LimitStore second = open(file)) {
            assertThat(balance(second, total)).isEqualTo(new Balance(123, 0, Optional.of(Instant.MAX)));
            Instant midnight = day.budget().endsAfter(now);
            assertThat(balance(second, day)).isEqualTo(new Balance(123, 0, Optional.of(midnight)));
            assertThat(second.admit(new Reservation("c", now, 0, List.of(requests)))
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(new Admittance.Granted(List.of(0L)));
            assertThat(second.balance(day, midnight).toCompletableFuture().join())
                    .isEqualTo(new Balance(0, 0, Optional.empty()));
        }
    }

    @Test
    void savesAResetAndForgetsWhatWasForgotten() {
        Path file = folder.resolve("spend.json");
        Limit.Spend total = budget("total", Calendar.TOTAL);
        try (LimitStore first = open(file)) {
            spend(first, total, 5);
        }
        try (LimitStore second = open(file)) {
            second.reset(total);
        }
        try (LimitStore third = open(file)) {
            assertThat(balance(third, total)).isEqualTo(new Balance(0, 0, Optional.empty()));
        }
    }

    @Test
    void savesWithinASecondAndLeavesNothingElseBehind() throws IOException {
        Path file = folder.resolve("spend.json");
        try (LimitStore store = open(file)) {
            spend(store, budget("total", Calendar.TOTAL), 987_654_321);
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> Files.readString(file).contains("987654321"));
            await().until(() -> Files.notExists(folder.resolve("spend.json.new")));
        }
    }

    @Test
    void replacesWhatAProcessThatDiedHadBegunToWrite() throws IOException {
        Path file = folder.resolve("spend.json");
        Files.writeString(folder.resolve("spend.json.new"), "{\"version\":1,\"spe");
        Limit.Spend total = budget("total", Calendar.TOTAL);
        try (LimitStore store = open(file)) {
            spend(store, total, 7);
        }
        try (LimitStore store = open(file)) {
            assertThat(balance(store, total).spentPicoUsd()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "null",
                "{\"version\":2,\"spend\":[]}",
                "{\"version\":1,\"spend\":[{}]}",
                "{\"version\":1,\"spend\":[{\"name\":\"a\",\"picoUsd\":-1,\"ends\":\"2026-11-24T00:00:00Z\"}]}",
                "{\"version\":1,\"spend\":[{\"name\":\"a\",\"picoUsd\":1.5,\"ends\":\"2026-11-24T00:00:00Z\"}]}",
                "{\"version\":1,\"spend\":[{\"name\":\"a\",\"picoUsd\":1,\"ends\":\"tomorrow\"}]}",
                "{\"version\":1,\"spend\":[{\"name\":\"a\",\"picoUsd\":1,\"ends\":\"2026-11-24T00:00:00Z\"}"
            })
    void tellsOfABrokenFileAndWhatToDo(String content) throws IOException {
        Path file = folder.resolve("spend.json");
        Files.writeString(file, content);
        assertThatThrownBy(() -> LimitStore.inMemory(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("remove it to begin with nothing spent");
        assertThat(file).hasContent(content);
    }

    @Test
    void tellsAtOnceWhereNoFileCanBeWritten() {
        Path file = folder.resolve("missing").resolve("spend.json");
        assertThatThrownBy(() -> LimitStore.inMemory(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void triesAgainWhereTheFileCannotBeWrittenForAWhile() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = inner.resolve("spend.json");
        Path away = folder.resolve("away");
        Limit.Spend total = budget("total", Calendar.TOTAL);
        try (LogCapture log = LogCapture.of(SavedLimitStore.class);
                LimitStore store = open(file)) {
            Files.move(inner, away);
            spend(store, total, 5);
            await().until(() -> log.events(Level.ERROR, "cannot be saved").size() == 1);
            Files.move(away, inner);
            await().until(() -> log.events(Level.INFO, "again").size() == 1);
            assertThat(log.events(Level.ERROR, "")).hasSize(1);
            assertThat(Files.readString(file)).contains("\"picoUsd\":5");
        }
    }

    @Test
    void losesAtMostTheLastSecondWhereTheProcessIsKilled() throws Exception {
        Path file = folder.resolve("spend.json");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Spending.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Long> told = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).isNotNull();
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (System.nanoTime() < end) {
                assertThat(lines.readLine()).isNotNull();
                told.add(System.nanoTime());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        long secondBefore = System.nanoTime() - Duration.ofMillis(1_500).toNanos(); // half a second for the machine
        long atLeast = told.stream().filter(time -> time < secondBefore).count();
        try (LimitStore store = open(file)) {
            assertThat(balance(store, Spending.BUDGET).spentPicoUsd()).isGreaterThanOrEqualTo(atLeast);
            assertThat(atLeast).isGreaterThan(100);
        }
    }

    /** A process that spends a pico-dollar each millisecond, and tells of each. */
    static final class Spending {

        static final Limit.Spend BUDGET = budget("total", Calendar.TOTAL);

        public static void main(String[] arguments) {
            LimitStore store = open(Path.of(arguments[0]));
            while (true) {
                spend(store, BUDGET, 1);
                System.out.println("spent");
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static void spend(LimitStore store, Limit.Spend budget, long picoUsd) {
        Instant now = Instant.now();
        Reservation reservation = new Reservation(UUID.randomUUID().toString(), now, 0, List.of(budget));
        store.settle(new Charge(reservation, now, picoUsd, 0))
                .toCompletableFuture()
                .join();
    }

    private Balance balance(LimitStore store, Limit.Spend budget) {
        return store.balance(budget, now).toCompletableFuture().join();
    }

    private static Limit.Spend budget(String name, Budget.Window window) {
        return new Limit.Spend(name, new Budget(new BigDecimal("1"), window, ZoneOffset.UTC, Scope.KEY));
    }
}
