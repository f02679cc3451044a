/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ai.dheera.passthrough.fixtures.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class FileLedgerTest {

    private static final Duration WINDOW = Duration.ofDays(30);
    private static final int LINE = 30;

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock();
    private final LogCapture log = LogCapture.of(FileLedger.class).at(Level.INFO);
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("billed.log");
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void givesEachIdOnce() throws IOException {
        try (FileLedger ledger = open(10)) {
            assertThat(ledger.claim("openai/a")).isTrue();
            assertThat(ledger.claim("openai/b")).isTrue();
            assertThat(ledger.claim("openai/a")).isFalse();
            assertThat(ledger.claim("groq/a")).isTrue();
            assertThat(ledger.blocking()).isTrue();
        }
    }

    @Test
    void remembersThemOverARestart() throws IOException {
        for (int restart = 0; restart < 3; restart++) {
            try (FileLedger ledger = FileLedger.open(file)) {
                assertThat(ledger.claim("a")).isEqualTo(restart == 0);
                assertThat(ledger.claim("b" + restart)).isTrue();
            }
        }
        assertThat(file).hasSize(4 * LINE);
        assertThat(Files.readString(file)).doesNotContain("b0");
    }

    @Test
    void hasEachIdInTheFileWhenItIsGiven() throws IOException {
        try (FileLedger ledger = open(10)) {
            for (int i = 1; i <= 5; i++) {
                assertThat(ledger.claim("id" + i)).isTrue();
                assertThat(file).hasSize((long) i * LINE);
            }
        }
    }

    @Test
    void forgetsThemWhenTheirTimeIsOver() throws IOException {
        try (FileLedger ledger = open(10)) {
            assertThat(ledger.claim("a")).isTrue();
            clock.now = clock.now.plus(WINDOW);
            assertThat(ledger.claim("a")).isFalse();
            clock.now = clock.now.plusSeconds(1);
            assertThat(ledger.claim("a")).isTrue();
            assertThat(ledger.claim("a")).isFalse();
        }
        try (FileLedger ledger = open(10)) {
            assertThat(ledger.claim("a")).isFalse();
            clock.now = clock.now.plus(WINDOW).plusSeconds(1);
        }
        try (FileLedger ledger = open(10)) {
            assertThat(ledger.claim("a")).isTrue();
        }
    }

    @Test
    void forgetsWhatIsOldBehindWhatWasClaimedAgain() throws IOException {
        try (FileLedger ledger = open(10)) {
            claim(ledger, 0, 2);
            clock.now = clock.now.plus(WINDOW).plusSeconds(1);
            claim(ledger, 0, 1);
        }
        try (FileLedger ledger = open(10)) {
            assertThat(ledger.claim("id0")).isFalse();
            assertThat(ledger.claim("id1")).isTrue();
        }
    }

    @Test
    void remembersTheLatestOnesWhereThereAreTooMany() throws IOException {
        try (FileLedger ledger = open(3)) {
            claim(ledger, 0, 5);
        }
        try (FileLedger ledger = open(3)) {
            assertThat(ledger.claim("id4")).isFalse();
            assertThat(ledger.claim("id3")).isFalse();
            assertThat(ledger.claim("id2")).isFalse();
            assertThat(ledger.claim("id1")).isTrue();
            assertThat(ledger.claim("id2")).isTrue();
        }
    }

    @Test
    void writesTheFileAnewWhenHalfOfItIsOld() throws IOException {
        try (FileLedger ledger = open(100_000)) {
            claim(ledger, 0, 1_500);
            clock.now = clock.now.plus(WINDOW).plusSeconds(1);
            claim(ledger, 1_500, 1_600);
            assertThat(Files.size(file)).isBetween(100L * LINE, 101L * LINE);
            assertThat(ledger.claim("id1599")).isFalse();
            assertThat(ledger.claim("id0")).isTrue();
        }
        try (FileLedger ledger = open(100_000)) {
            assertThat(ledger.claim("id0")).isFalse();
            assertThat(ledger.claim("id1500")).isFalse();
        }
    }

    @Test
    void writesTheFileAnewAtItsStartToo() throws IOException {
        try (FileLedger ledger = open(100_000)) {
            claim(ledger, 0, 2_000);
        }
        clock.now = clock.now.plus(WINDOW).plusSeconds(1);
        open(100_000).close();
        assertThat(file).isEmptyFile();
    }

    @Test
    void overwritesATornLine() throws IOException {
        try (FileLedger ledger = open(10)) {
            claim(ledger, 0, 2);
        }
        String whole = Files.readString(file);
        Files.writeString(file, whole + "00000000");
        try (FileLedger ledger = open(10)) {
            claim(ledger, 2, 3);
        }
        assertThat(file).hasSize(3 * LINE);
        try (FileLedger ledger = open(10)) {
            IntStream.range(0, 3)
                    .forEach(i -> assertThat(ledger.claim("id" + i)).isFalse());
        }
    }

    @Test
    void passesOverWhatIsNoLineOfIts() throws IOException {
        try (FileLedger ledger = open(10)) {
            claim(ledger, 0, 1);
        }
        Files.writeString(file, "x".repeat(10_000) + "\n\n" + Files.readString(file));
        try (FileLedger ledger = open(10)) {
            assertThat(ledger.claim("id0")).isFalse();
        }
        assertThat(log.events(Level.WARN, "passed over")).hasSize(2);
    }

    @Test
    void givesEachIdToOneOfManyThreads() throws Exception {
        int threads = 8;
        int ids = 500;
        AtomicInteger given = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (FileLedger ledger = open(10_000)) {
            List<? extends Future<?>> running = IntStream.range(0, threads)
                    .mapToObj(thread ->
                            pool.submit(() -> IntStream.range(0, ids).forEach(i -> {
                                if (ledger.claim("id" + i)) {
                                    given.incrementAndGet();
                                }
                            })))
                    .toList();
            for (Future<?> one : running) {
                one.get(10, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(given).hasValue(ids);
        assertThat(file).hasSize((long) ids * LINE);
    }

    /** Its folder is moved away, and with it what it is written anew from. */
    @Test
    void remembersInMemoryWhatCannotBeWrittenAndWritesItLater() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path away = folder.resolve("away");
        try (FileLedger ledger = FileLedger.open(inner.resolve("billed"), clock, WINDOW, 10_000)) {
            claim(ledger, 0, 1_500);
            Files.move(inner, away);
            clock.now = clock.now.plus(WINDOW).plusSeconds(1);
            claim(ledger, 2_000, 2_003);
            assertThat(log.events(Level.ERROR, "remembered in memory only")).hasSize(1);
            assertThat(ledger.claim("id2001")).isFalse();
            Files.move(away, inner);
            claim(ledger, 3_000, 3_001);
            assertThat(log.events(Level.INFO, "is written again")).hasSize(1);
        }
        try (FileLedger ledger = FileLedger.open(inner.resolve("billed"), clock, WINDOW, 10_000)) {
            for (String id : new String[] {"id2000", "id2001", "id2002", "id3000"}) {
                assertThat(ledger.claim(id)).as(id).isFalse();
            }
        }
    }

    @Test
    void keepsOthersOut() throws IOException {
        try (FileLedger ledger = open(10)) {
            assertThat(ledger.claim("a")).isTrue();
            assertThatIOException().isThrownBy(() -> open(10)).withMessageContaining("is in use by another process");
        }
        open(10).close();
    }

    @Test
    void cannotBeAFolder() {
        assertThatIOException()
                .isThrownBy(() -> FileLedger.open(folder))
                .withMessage(folder + " is a folder, not a file");
    }

    private FileLedger open(int most) throws IOException {
        return FileLedger.open(file, clock, WINDOW, most);
    }

    private static void claim(FileLedger ledger, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(ledger.claim("id" + i)).isTrue();
        }
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-11-22T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
