/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSketch;
import ai.dheera.passthrough.fixtures.LogCapture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class JournalTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final long LARGE = 1 << 30;

    @TempDir
    Path temporary;

    private final ScriptedWriter writer = new ScriptedWriter();
    private final LogCapture log = LogCapture.of("ai.dheera.passthrough.usage").at(Level.INFO);
    private Path folder;

    @BeforeEach
    void name() {
        folder = temporary.resolve("some").resolve("journal");
    }

    @AfterEach
    void stop() {
        writer.standStill(false);
        log.close();
    }

    @Test
    void holdsEachRecordBeforeItIsTakenAndForgetsItWhenItIsWritten() throws IOException {
        writer.standStill(true);
        try (QueuedSink sink = open(LARGE)) {
            record(sink, 0, 3);
            assertThat(segments()).hasSize(1);
            assertThat(UsageLines.ids(segments().get(0))).containsExactly("r0", "r1", "r2");
            writer.standStill(false);
        }
        assertThat(writer.ids()).containsExactly("r0", "r1", "r2");
        assertThat(segments()).isEmpty();
        assertThat(writer.idsOfAgain()).isEmpty();
    }

    @Test
    void writesWhatIsLeftBehindFirst() throws IOException {
        leaveBehind(0, 2_000);
        try (QueuedSink sink = open(LARGE)) {
            record(sink, 2_000, 2_500);
        }
        assertThat(writer.ids()).isEqualTo(ids(0, 2_500));
        assertThat(writer.idsOfAgain()).isEqualTo(ids(0, 2_000));
        assertThat(segments()).isEmpty();
        assertThat(log.events(Level.ERROR, "lost")).isEmpty();
    }

    @Test
    void writesWhatIsLeftBehindMoreThanOnce() throws IOException {
        leaveBehind(0, 700);
        leaveBehind(700, 900);
        leaveBehind(900, 901);
        open(LARGE).close();
        assertThat(writer.ids()).isEqualTo(ids(0, 901));
    }

    @Test
    void doesNotWriteAgainWhatItKnowsToBeWritten() throws IOException {
        try (QueuedSink sink = QueuedSink.builder(writer)
                .patience(SHORT)
                .journal(folder, LARGE)
                .open()) {
            record(sink, 0, 5);
            await().atMost(SOON).until(() -> writer.ids().size() == 5);
            writer.failing = true;
            record(sink, 5, 7);
            await().atMost(SOON).until(() -> !log.events(Level.ERROR, "").isEmpty());
        }
        writer.failing = false;
        open(LARGE).close();
        assertThat(writer.ids()).isEqualTo(ids(0, 7));
        assertThat(writer.idsOfAgain()).isEqualTo(ids(5, 7));
    }

    @Test
    void tellsWhatWaitsForTheNextStart() throws IOException {
        leaveBehind(0, 3);
        assertThat(log.events(Level.WARN, "wait in " + folder + " for the next start"))
                .hasSize(1);
        open(LARGE).close();
        assertThat(log.events(Level.INFO, "bytes of usage records are left in " + folder))
                .hasSize(1);
    }

    @Test
    void takesMoreThanFitInMemoryAndKeepsTheirOrder() throws IOException {
        writer.standStill(true);
        try (QueuedSink sink =
                QueuedSink.builder(writer).most(10).journal(folder, LARGE).open()) {
            record(sink, 0, 3_000);
            assertThat(sink.isFull()).isFalse();
            writer.standStill(false);
            await().atMost(SOON).until(() -> writer.ids().size() == 3_000);
            record(sink, 3_000, 3_005);
            await().atMost(SOON).until(() -> writer.ids().size() == 3_005);
        }
        assertThat(writer.ids()).isEqualTo(ids(0, 3_005));
        assertThat(log.events(Level.ERROR, "")).isEmpty();
    }

    @Test
    void losesNothingWhereManyRecordWhileItSpills() throws Exception {
        int threads = 4;
        int each = 5_000;
        try (QueuedSink sink =
                QueuedSink.builder(writer).most(50).journal(folder, LARGE).open()) {
            List<Thread> recorders = IntStream.range(0, threads)
                    .mapToObj(thread -> new Thread(() -> record(sink, thread * each, (thread + 1) * each)))
                    .toList();
            recorders.forEach(Thread::start);
            for (Thread recorder : recorders) {
                recorder.join(SOON.toMillis());
            }
        }
        assertThat(writer.ids()).containsExactlyInAnyOrderElementsOf(ids(0, threads * each));
        for (int thread = 0; thread < threads; thread++) {
            List<String> own = ids(thread * each, (thread + 1) * each);
            List<String> written = new ArrayList<>(writer.ids());
            written.retainAll(new HashSet<>(own));
            assertThat(written).isEqualTo(own);
        }
        assertThat(segments()).isEmpty();
    }

    @Test
    void deletesEachFileWhenAllOfItIsWritten() throws IOException {
        long bound = 200_000; // so that a file has 25,000
        leaveBehind(0, 150, bound);
        assertThat(segments()).hasSizeGreaterThan(3);
        Path last = segments().get(segments().size() - 1);
        writer.failing = true;
        try (QueuedSink sink = QueuedSink.builder(writer)
                .patience(SHORT)
                .journal(folder, bound)
                .open()) {
            assertThat(sink.isFull()).isFalse();
            await().atMost(SOON).until(() -> writer.attempts.get() > 1);
            assertThat(segments()).hasSizeGreaterThan(3);
            writer.failing = false;
            await().atMost(SOON).until(() -> writer.ids().size() == 150);
            await().atMost(SOON).until(() -> segments().isEmpty());
        }
        assertThat(last).doesNotExist();
    }

    @Test
    void isFullAtItsBoundAndUntilAQuarterIsWrittenAndTakesTwiceAsMuch() throws IOException {
        int line = UsageJson.line(usage("r00")).length() + 1;
        writer.standStill(true);
        try (QueuedSink sink =
                QueuedSink.builder(writer).most(5).journal(folder, 20L * line).open()) {
            record(sink, 10, 29);
            assertThat(sink.isFull()).isFalse();
            record(sink, 29, 30);
            assertThat(sink.isFull()).isTrue();
            record(sink, 30, 50);
            assertThat(bytesInSegments()).isEqualTo(40L * line);
            record(sink, 50, 60); // some of them in memory
            assertThat(bytesInSegments()).isEqualTo(40L * line);
            assertThat(log.events(Level.ERROR, "Usage records are lost from r55 on"))
                    .hasSize(1);
            writer.standStill(false);
            log.await(Level.ERROR, "5 usage records are lost, r55 the first", SOON);
            await().atMost(SOON).until(() -> !sink.isFull());
        }
        assertThat(writer.ids()).containsExactlyInAnyOrderElementsOf(ids(10, 55));
    }

    @Test
    void isFullAtTheStartWhereTooMuchIsLeftBehind() throws IOException {
        leaveBehind(0, 100);
        writer.standStill(true);
        try (QueuedSink sink = open(bytesInSegments())) {
            assertThat(sink.isFull()).isTrue();
            writer.standStill(false);
            await().atMost(SOON).until(() -> !sink.isFull());
        }
    }

    @Test
    void passesATornLastLineOver() throws IOException {
        leaveBehind(0, 3);
        append(segments().get(0), UsageJson.line(usage("torn")).substring(0, 300));
        try (QueuedSink sink = open(LARGE)) {
            record(sink, 3, 5);
        }
        assertThat(writer.ids()).isEqualTo(ids(0, 5));
        assertThat(log.events(Level.WARN, "The last 300 bytes of ")).hasSize(1);
    }

    @Test
    void passesALineOverThatIsNoRecord() throws IOException {
        leaveBehind(0, 3);
        append(segments().get(0), "\0\0\0\n");
        leaveBehind(3, 5);
        open(LARGE).close();
        assertThat(writer.ids()).isEqualTo(ids(0, 5));
        assertThat(log.events(Level.ERROR, "is passed over")).isNotEmpty();
    }

    @Test
    void readsALineLongerThanWhatItReadsAtOnce() throws IOException {
        writer.failing = true;
        try (QueuedSink sink = QueuedSink.builder(writer)
                .patience(SHORT)
                .journal(folder, LARGE)
                .open()) {
            sink.record(UsageSketch.record()
                    .requestId("long")
                    .path("/" + "x".repeat(3 << 20))
                    .build());
            record(sink, 0, 1);
        }
        writer.failing = false;
        open(LARGE).close();
        assertThat(writer.ids()).containsExactly("long", "r0");
    }

    @Test
    void tellsOfAFileThatIsGone() throws IOException {
        leaveBehind(0, 150, 200_000);
        Files.delete(segments().get(1));
        open(LARGE).close();
        assertThat(writer.ids()).startsWith("r0").endsWith("r149").hasSizeLessThan(150);
        assertThat(log.events(Level.ERROR, "bytes of usage records are lost")).isNotEmpty();
    }

    @Test
    void writesAllAgainWhereItsMarkIsGone() throws IOException {
        leaveBehind(0, 3);
        Files.delete(folder.resolve("written"));
        open(LARGE).close();
        assertThat(writer.ids()).isEqualTo(ids(0, 3));
    }

    /** As after the end of the machine's power: the mark was kept, the lines were not. */
    @Test
    void goesOnBehindItsMarkWhereTheFilesAreShorter() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("written"), "0000000000000009000\n");
        Files.writeString(folder.resolve("0000000000000000000.jsonl"), UsageJson.line(usage("old")) + "\n");
        leaveBehind(0, 3);
        open(LARGE).close();
        assertThat(writer.ids()).isEqualTo(ids(0, 3));
    }

    @Test
    void keepsOthersOut() throws IOException {
        try (QueuedSink sink = open(LARGE)) {
            assertThatIOException()
                    .isThrownBy(() -> open(LARGE))
                    .withMessage(folder + " is in use by another process, or by another gateway in this one:"
                            + " each needs one of its own");
            record(sink, 0, 1);
        }
        open(LARGE).close();
        assertThat(writer.ids()).containsExactly("r0");
    }

    @Test
    void cannotBeOpenedWhereItsFolderIsAFile() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.createFile(folder);
        assertThatIOException().isThrownBy(() -> open(LARGE));
        Files.delete(folder);
        open(LARGE).close();
    }

    /** The one after the first is a folder, so that it cannot be opened. */
    @Test
    void waitsInMemoryWhereTheJournalCannotBeWritten() throws IOException {
        int line = UsageJson.line(usage("r0")).length() + 1;
        long bound = 8L * line; // a record a file
        writer.standStill(true);
        int[] next = {0};
        try (QueuedSink sink =
                QueuedSink.builder(writer).most(20).journal(folder, bound).open()) {
            Path blocked = folder.resolve("%019d.jsonl".formatted(line));
            Files.createDirectory(blocked);
            record(sink, next[0], next[0] += 20);
            assertThat(log.events(Level.ERROR, "cannot be written: usage records wait in memory only"))
                    .hasSize(1);
            assertThat(sink.isFull()).isFalse();
            record(sink, next[0], ++next[0]);
            assertThat(sink.isFull()).isTrue();
            Files.delete(blocked);
            await().atMost(SOON).until(() -> {
                record(sink, next[0], ++next[0]);
                return !log.events(Level.INFO, "is written again").isEmpty();
            });
            writer.standStill(false);
            await().atMost(SOON).until(() -> !sink.isFull());
        }
        assertThat(writer.ids()).isEqualTo(ids(0, next[0]));
    }

    @Test
    void refusesABoundThatHoldsNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueuedSink.builder(writer).journal(folder, 0));
    }

    private QueuedSink open(long bound) throws IOException {
        return QueuedSink.builder(writer).journal(folder, bound).open();
    }

    private void leaveBehind(int from, int to) throws IOException {
        leaveBehind(from, to, LARGE);
    }

    private void leaveBehind(int from, int to, long bound) throws IOException {
        writer.failing = true;
        try (QueuedSink sink = QueuedSink.builder(writer)
                .patience(SHORT)
                .journal(folder, bound)
                .open()) {
            record(sink, from, to);
        }
        writer.failing = false;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
    }

    private long bytesInSegments() throws IOException {
        long bytes = 0;
        for (Path segment : segments()) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    private static void append(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    }

    private static void record(QueuedSink sink, int from, int to) {
        for (int i = from; i < to; i++) {
            sink.record(usage("r" + i));
        }
    }

    private static UsageRecord usage(String id) {
        return UsageSketch.record().requestId(id).build();
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toList();
    }
}
