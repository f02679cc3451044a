/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.Outcome;
import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.UsageSketch;
import ai.dheera.passthrough.fixtures.LogCapture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class QueuedSinkTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ScriptedWriter writer = new ScriptedWriter();
    private final LogCapture log = LogCapture.of(QueuedSink.class).at(Level.INFO);

    @AfterEach
    void stop() {
        writer.standStill(false);
        log.close();
    }

    @Test
    void writesWithinASecond() {
        try (QueuedSink sink = QueuedSink.over(writer)) {
            record(sink, "a");
            await().atMost(Duration.ofSeconds(1)).until(() -> writer.ids().equals(List.of("a")));
            record(sink, "b");
            await().atMost(Duration.ofSeconds(1)).until(() -> writer.ids().equals(List.of("a", "b")));
        }
    }

    @Test
    void writesAllInTheirOrderBeforeItIsClosed() {
        List<String> all = ids(5_000);
        try (QueuedSink sink = QueuedSink.over(writer)) {
            all.forEach(id -> record(sink, id));
        }
        assertThat(writer.ids()).isEqualTo(all);
        assertThat(writer.sizesOfBatches()).allMatch(size -> size <= QueuedSink.BATCH);
        assertThat(writer.closed).isTrue();
        assertThat(writer.syncs).hasPositiveValue();
    }

    @Test
    void writesInBatchesWhereManyWait() {
        writer.standStill(true);
        try (QueuedSink sink = QueuedSink.over(writer)) {
            record(sink, "first");
            await().atMost(SOON).until(() -> writer.attempts.get() == 1);
            ids(2 * QueuedSink.BATCH).forEach(id -> record(sink, id));
            writer.standStill(false);
        }
        assertThat(writer.sizesOfBatches()).containsExactly(1, QueuedSink.BATCH, QueuedSink.BATCH);
    }

    @Test
    void takesEachRecordOfManyThreadsOnceAndKeepsTheOrderOfEach() throws Exception {
        int threads = 8;
        List<String> each = ids(2_000);
        try (QueuedSink sink = QueuedSink.over(writer)) {
            onThreads(threads, thread -> each.forEach(id -> record(sink, thread + id)));
        }
        assertThat(writer.ids()).hasSize(threads * each.size()).doesNotHaveDuplicates();
        for (int thread = 0; thread < threads; thread++) {
            String prefix = thread + "r";
            assertThat(writer.ids().stream().filter(id -> id.startsWith(prefix)).map(id -> id.substring(1)))
                    .isEqualTo(each);
        }
    }

    @Test
    void syncsWithinASecondWhatWasWritten() {
        try (QueuedSink sink = QueuedSink.over(writer)) {
            record(sink, "a");
            await().atMost(SOON).until(() -> writer.syncs.get() == 1);
            record(sink, "b");
            await().atMost(SOON).until(() -> writer.syncs.get() == 2);
        }
        assertThat(writer.syncs).hasValue(2);
    }

    @Test
    void tellsOnceThatItCannotSyncAndTriesAgain() {
        writer.syncFails = true;
        try (QueuedSink sink = QueuedSink.over(writer)) {
            record(sink, "a");
            await().atMost(SOON).until(() -> writer.syncs.get() == 2);
            writer.syncFails = false;
            await().atMost(SOON).until(() -> writer.syncs.get() == 3);
        }
        assertThat(log.events(Level.ERROR, "cannot be synced (to the script)")).hasSize(1);
        assertThat(writer.syncs).hasValue(3);
    }

    @Test
    void triesAgainUntilItSucceedsAndTellsWhenThatBeginsAndEnds() {
        writer.failing = true;
        try (QueuedSink sink = QueuedSink.over(writer)) {
            ids(1_000).forEach(id -> record(sink, id));
            await().atMost(SOON).until(() -> writer.attempts.get() >= 4);
            assertThat(log.events(Level.ERROR, "cannot be written")).hasSize(1);
            assertThat(log.events(Level.INFO, "written again")).isEmpty();
            writer.failing = false;
            log.await(Level.INFO, "Usage records are written again", SOON);
        }
        assertThat(writer.ids()).isEqualTo(ids(1_000));
        assertThat(log.events(Level.ERROR, "")).hasSize(1);
        assertThat(log.events(Level.INFO, "")).hasSize(1);
    }

    @Test
    void tellsOfEachOutageAnew() {
        try (QueuedSink sink = QueuedSink.over(writer)) {
            for (int outage = 1; outage <= 3; outage++) {
                int count = outage;
                writer.failing = true;
                record(sink, "r" + outage);
                await().atMost(SOON)
                        .until(() ->
                                log.events(Level.ERROR, "cannot be written").size() == count);
                writer.failing = false;
                await().atMost(SOON)
                        .until(() -> log.events(Level.INFO, "written again").size() == count);
            }
        }
        assertThat(writer.ids()).containsExactly("r1", "r2", "r3");
    }

    @Test
    void waitsLongerAndLongerBetweenAttempts() {
        Outage outage = new Outage(writer);
        IOException cause = new IOException("on purpose");
        long[] longest = {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000};
        for (long most : longest) {
            assertThat(Duration.ofNanos(outage.failed(cause)))
                    .isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
        }
        outage.over(0);
        assertThat(Duration.ofNanos(outage.failed(cause))).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void isFullAtItsBoundAndUntilAQuarterIsWritten() throws Exception {
        writer.standStill(true);
        try (QueuedSink sink = QueuedSink.builder(writer).most(1_000).open()) {
            record(sink, "in hand");
            await().atMost(SOON).until(() -> writer.attempts.get() == 1);
            ids(998).forEach(id -> record(sink, id));
            assertThat(sink.isFull()).isFalse();
            record(sink, "last");
            assertThat(sink.isFull()).isTrue();
            writer.standStill(false);
            await().atMost(SOON).until(() -> !sink.isFull());
        }
        assertThat(writer.ids()).hasSize(1_000);
        assertThat(log.events(Level.ERROR, "")).isEmpty();
    }

    @Test
    void isFullUntilThreeQuartersAreLeft() {
        FullMark mark = new FullMark(100);
        mark.grownTo(99);
        assertThat(mark.isReached()).isFalse();
        mark.grownTo(100);
        mark.shrunkTo(75);
        assertThat(mark.isReached()).isTrue();
        mark.shrunkTo(74);
        assertThat(mark.isReached()).isFalse();
        mark.grownTo(99);
        assertThat(mark.isReached()).isFalse();
    }

    @Test
    void tellsOnceThatItIsFull() throws Exception {
        writer.failing = true;
        try (QueuedSink sink = QueuedSink.builder(writer).most(10).open()) {
            ids(15).forEach(id -> record(sink, id));
            log.await(Level.WARN, "new exchanges are held", SOON);
            int before = writer.attempts.get();
            await().atMost(SOON).until(() -> writer.attempts.get() > before + 1);
            writer.failing = false;
        }
        assertThat(log.events(Level.WARN, "")).hasSize(1);
    }

    @Test
    void takesTheRecordsOfRunningExchangesUpToTwiceItsBoundAndTellsHowManyOfTheOthersAreLost() throws Exception {
        writer.standStill(true);
        try (QueuedSink sink = QueuedSink.builder(writer).most(10).open()) {
            record(sink, "in hand");
            await().atMost(SOON).until(() -> writer.attempts.get() == 1);
            ids(25).forEach(id -> record(sink, id)); // the one in hand counts, too
            assertThat(log.events(Level.ERROR, "Usage records are lost from r19 on"))
                    .hasSize(1);
            writer.standStill(false);
            log.await(Level.ERROR, "6 usage records are lost, r19 the first", SOON);
            record(sink, "after");
        }
        assertThat(writer.ids())
                .containsExactlyElementsOf(Stream.of(List.of("in hand"), ids(19), List.of("after"))
                        .flatMap(List::stream)
                        .toList());
        assertThat(log.events(Level.ERROR, "")).hasSize(2);
    }

    @Test
    void keepsTheLastOfItsRoomForExchangesThatCost() throws Exception {
        writer.failing = true;
        QueuedSink sink = QueuedSink.builder(writer).most(10).patience(SHORT).open();
        for (int i = 0; i < 30; i++) {
            sink.record(UsageSketch.record()
                    .requestId("refused" + i)
                    .outcome(Outcome.REJECTED)
                    .build());
        }
        ids(6).forEach(id -> record(sink, id));
        assertThat(sink.retire())
                .extracting(UsageRecord::requestId)
                .hasSize(20)
                .endsWith("refused14", "r0", "r1", "r2", "r3", "r4");
        assertThat(log.events(Level.ERROR, "16 usage records are lost, refused15 the first"))
                .hasSize(1);
    }

    @Test
    void tellsWhatIsLostWhereItCannotBeWrittenBeforeTheEnd() throws Exception {
        writer.failing = true;
        QueuedSink sink = QueuedSink.builder(writer).most(10).patience(SHORT).open();
        ids(7).forEach(id -> record(sink, id));
        sink.close();
        sink.close();
        assertThat(log.events(Level.ERROR, "7 usage records are lost, r0 the first"))
                .hasSize(1);
        assertThat(writer.closed).isTrue();
    }

    @Test
    void endsThoughItsWriterStandsStill() throws Exception {
        writer.standStill(true);
        QueuedSink sink = QueuedSink.builder(writer).patience(SHORT).open();
        record(sink, "in hand");
        await().atMost(SOON).until(() -> writer.attempts.get() == 1);
        record(sink, "waiting");
        sink.close();
        assertThat(log.events(Level.ERROR, "2 usage records are lost, in hand the first"))
                .hasSize(1);
    }

    @Test
    void triesAtOnceWhenItIsClosed() throws Exception {
        writer.failing = true;
        QueuedSink sink = QueuedSink.over(writer);
        record(sink, "a");
        await().atMost(SOON).until(() -> writer.attempts.get() >= 5); // waits for a second and more from now on
        writer.failing = false;
        long start = System.nanoTime();
        sink.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(700));
        assertThat(writer.ids()).containsExactly("a");
    }

    @Test
    void givesWhatCouldNotBeWrittenToWhoRetiresIt() throws Exception {
        writer.failing = true;
        QueuedSink sink = QueuedSink.builder(writer).patience(SHORT).open();
        ids(1_000).forEach(id -> record(sink, id));
        assertThat(sink.retire()).extracting(UsageRecord::requestId).isEqualTo(ids(1_000));
        assertThat(log.events(Level.ERROR, "lost")).isEmpty();
    }

    @Test
    void writesAllEvenIfWhoClosesItIsInterrupted() throws Exception {
        QueuedSink sink = QueuedSink.over(writer);
        ids(100).forEach(id -> record(sink, id));
        onThreads(1, thread -> {
            Thread.currentThread().interrupt();
            sink.close();
            assertThat(Thread.interrupted()).isTrue();
        });
        assertThat(writer.ids()).isEqualTo(ids(100));
        assertThat(log.events(Level.ERROR, "")).isEmpty();
    }

    @Test
    void tellsOfARecordThatComesTooLate() {
        QueuedSink sink = QueuedSink.over(writer);
        sink.close();
        record(sink, "late");
        assertThat(log.events(Level.ERROR, "The usage record late is lost: its sink is closed (to the script)"))
                .hasSize(1);
    }

    @Test
    void accountsForEachRecordThatComesWhileItIsClosed() throws Exception {
        QueuedSink sink = QueuedSink.over(writer);
        onThreads(5, thread -> {
            if (thread == 0) {
                sink.close();
            } else {
                ids(200).forEach(id -> record(sink, thread + id));
            }
        });
        int told = log.events(Level.ERROR, " is lost: its sink is closed").size()
                + log.events(Level.ERROR, "before the end").stream()
                        .mapToInt(event -> Integer.parseInt(event.message().split(" ")[0]))
                        .sum();
        assertThat(writer.ids().size() + told).isEqualTo(800);
    }

    @Test
    void isNotDisturbedByAnotherThatFails() throws Exception {
        ScriptedWriter broken = new ScriptedWriter();
        broken.failing = true;
        QueuedSink failing = QueuedSink.builder(broken).most(10).patience(SHORT).open();
        try (UsageSink both = UsageSink.all(failing, QueuedSink.over(writer))) {
            ids(30).forEach(id -> record(both, id));
            await().atMost(Duration.ofSeconds(1)).until(() -> writer.ids().equals(ids(30)));
            assertThat(both.isFull()).isTrue();
        }
        assertThat(broken.ids()).isEmpty();
    }

    @Test
    void refusesBoundsThatMeanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueuedSink.builder(writer).most(0));
    }

    private static void record(UsageSink sink, String id) {
        sink.record(UsageSketch.record().requestId(id).build());
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i).toList();
    }

    private interface OnThread {
        void run(int thread) throws Exception;
    }

    private static void onThreads(int count, OnThread action) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(count);
        try {
            List<? extends Future<?>> running = IntStream.range(0, count)
                    .mapToObj(thread -> pool.submit(() -> {
                        action.run(thread);
                        return null;
                    }))
                    .toList();
            for (Future<?> one : running) {
                one.get(SOON.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
