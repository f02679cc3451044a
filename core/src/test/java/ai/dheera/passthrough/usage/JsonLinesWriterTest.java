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
import ai.dheera.passthrough.UsageSink;
import ai.dheera.passthrough.UsageSketch;
import ai.dheera.passthrough.fixtures.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class JsonLinesWriterTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Path FULL = Path.of("/dev/full");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final LogCapture log = LogCapture.of("ai.dheera.passthrough.usage").at(Level.INFO);
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("usage.jsonl");
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void writesALineForEachRecord() throws IOException {
        write("a", "b");
        assertThat(Files.readString(file))
                .isEqualTo(UsageJson.line(record("a")) + "\n" + UsageJson.line(record("b")) + "\n");
    }

    @Test
    void leavesNothingOfARecordThatHasNoJson() throws IOException {
        UsageRecord broken =
                UsageSketch.record().requestId("broken").outcome(null).build();
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.write(List.of(record("a"), broken, record("b")));
        }
        assertThat(UsageLines.ids(file)).containsExactly("a", "b");
        assertThat(log.events(Level.ERROR, "The usage record broken is lost")).hasSize(1);
    }

    @Test
    void appendsToWhatIsThere() throws IOException {
        write("before");
        write("after");
        assertThat(UsageLines.ids(file)).containsExactly("before", "after");
    }

    @Test
    void makesAFileAnewThatWasMovedAway() throws IOException {
        Path moved = folder.resolve("moved");
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.write(records("before"));
            Files.move(file, moved);
            await().atMost(Duration.ofSeconds(1)).until(() -> {
                writer.write(records("after"));
                return Files.exists(file);
            });
        }
        assertThat(UsageLines.ids(moved)).startsWith("before");
        assertThat(UsageLines.ids(file)).isNotEmpty().containsOnly("after");
    }

    @Test
    void writesToAFileThatWasPutInItsPlace() throws IOException {
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.write(records("before"));
            Files.move(file, folder.resolve("moved"));
            Files.createFile(file);
            await().atMost(Duration.ofSeconds(1)).until(() -> {
                writer.write(records("after"));
                return Files.size(file) > 0;
            });
        }
        assertThat(UsageLines.ids(file)).containsOnly("after");
    }

    @Test
    void followsAFileThatWasEmptied() throws IOException {
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.write(records("before"));
            Files.write(file, new byte[0]);
            writer.write(records("after"));
        }
        assertThat(UsageLines.ids(file)).containsExactly("after");
    }

    @Test
    void writesToTheFileThatIsInItsPlace() throws IOException {
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            assertThatIOException()
                    .isThrownBy(
                            () -> new JsonLinesWriter(folder.resolve("missing").resolve("x"), Rotation.NEVER)
                                    .write(records("a")))
                    .isInstanceOf(NoSuchFileException.class);
            Files.createDirectory(file);
            assertThatIOException().isThrownBy(() -> writer.write(records("a")));
            Files.delete(file);
            writer.write(records("a"));
        }
        assertThat(UsageLines.ids(file)).containsExactly("a");
    }

    @Test
    void goesOnBehindARecordThatHasNoJson() throws IOException {
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            UsageRecord broken =
                    UsageSketch.record().requestId("broken").outcome(null).build();
            writer.write(List.of(broken));
            writer.write(List.of(record("a"), broken, record("b")));
        }
        assertThat(UsageLines.ids(file)).containsExactly("a", "b");
        assertThat(log.events(Level.ERROR, "The usage record broken is lost")).hasSize(2);
    }

    // torn lines

    @Test
    void takesATornRecordOutBeforeItWrites() throws IOException {
        String line = UsageJson.line(record("torn")) + "\n";
        for (int length = 1; length < line.length() - 1; length++) {
            Files.deleteIfExists(file);
            write("before");
            Files.writeString(file, Files.readString(file) + line.substring(0, length));
            write("after");
            assertThat(UsageLines.ids(file)).as("torn at %s", length).containsExactly("before", "after");
        }
    }

    @Test
    void endsALastLineThatIsWhole() throws IOException {
        Files.writeString(file, UsageJson.line(record("before")));
        write("after");
        assertThat(UsageLines.ids(file)).containsExactly("before", "after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"some note", "{\"requestId\"", "{\"other\":1", "{\"requestId\":\"a\",\"startedAt\":\"2026", "é"})
    void leavesWhatIsNotOursAloneAndBeginsOnALineOfItsOwn(String last) throws IOException {
        Files.writeString(file, "first\n" + last);
        write("after");
        boolean isOurs = "{\"requestId\":".startsWith(last) || last.startsWith("{\"requestId\":");
        assertThat(Files.readString(file))
                .isEqualTo("first\n" + (isOurs ? "" : last + "\n") + UsageJson.line(record("after")) + "\n");
    }

    @Test
    void takesOutATornRecordThatIsAllThereIs() throws IOException {
        Files.writeString(file, UsageJson.line(record("torn")).substring(0, 100));
        write("after");
        assertThat(UsageLines.ids(file)).containsExactly("after");
        assertThat(log.events(Level.WARN, "written in part")).hasSize(1);
    }

    @Test
    void leavesALineOfMoreThanItLooksAtAlone() throws IOException {
        Files.writeString(file, "{\"requestId\":" + "x".repeat(5 << 20));
        write("after");
        assertThat(Files.size(file)).isGreaterThan(5 << 20);
        assertThat(Files.readString(file)).endsWith("x\n" + UsageJson.line(record("after")) + "\n");
    }

    // again

    @Test
    void leavesOutWhatIsThereAlreadyWhereItIsToldSo() throws IOException {
        write("a", "b", "c");
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.writeAgain(records("b", "c", "d"));
            writer.writeAgain(records("a", "e"));
            writer.write(records("f"));
            writer.write(records("f"));
        }
        assertThat(UsageLines.ids(file)).containsExactly("a", "b", "c", "d", "e", "f", "f");
    }

    @Test
    void looksForThemInTheFileThatWasPutAsideLastToo() throws IOException {
        try (JsonLinesWriter writer = writer(Rotation.at(1))) {
            writer.write(records("a"));
            writer.write(records("b"));
        }
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.writeAgain(records("a", "b", "c"));
        }
        assertThat(UsageLines.ids(file)).containsExactly("b", "c");
    }

    @Test
    void writesAgainWhereThereIsNoFileYet() throws IOException {
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.writeAgain(records("a"));
        }
        assertThat(UsageLines.ids(file)).containsExactly("a");
    }

    @Test
    void looksAtTheLastFourMebibytesOnly() throws IOException {
        write("old");
        String filler = "x".repeat(1 << 20) + "\n";
        for (int i = 0; i < 4; i++) {
            Files.writeString(file, Files.readString(file) + filler);
        }
        String text = Files.readString(file);
        Files.writeString(file, text + UsageJson.line(record("new")) + "\n");
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.writeAgain(records("old", "new"));
        }
        assertThat(Files.readString(file))
                .isEqualTo(text + UsageJson.line(record("new")) + "\n" + UsageJson.line(record("old")) + "\n");
    }

    // rotation

    @Test
    void putsAFileAsideBeforeItWouldBeTooLarge() throws IOException {
        int line = UsageJson.line(record("r0")).length() + 1;
        try (JsonLinesWriter writer = writer(Rotation.at(3L * line))) {
            for (int i = 0; i < 8; i++) {
                writer.write(records("r" + i));
            }
        }
        assertThat(putAside())
                .containsExactly("usage.jsonl.2026-11-22T10-00-00.000Z", "usage.jsonl.2026-11-22T10-00-00.001Z");
        assertThat(UsageLines.ids(folder.resolve(putAside().get(0)))).containsExactly("r0", "r1", "r2");
        assertThat(UsageLines.ids(folder.resolve(putAside().get(1)))).containsExactly("r3", "r4", "r5");
        assertThat(UsageLines.ids(file)).containsExactly("r6", "r7");
    }

    @Test
    void keepsAsManyFilesAsItShallAndNoOther() throws IOException {
        Path other = Files.writeString(folder.resolve("usage.jsonl.2026-11-22.gz"), "not ours");
        try (JsonLinesWriter writer = writer(new Rotation(1, 2))) {
            for (int i = 0; i < 6; i++) {
                writer.write(records("r" + i));
            }
        }
        assertThat(putAside())
                .containsExactly("usage.jsonl.2026-11-22T10-00-00.003Z", "usage.jsonl.2026-11-22T10-00-00.004Z");
        assertThat(UsageLines.ids(folder.resolve(putAside().get(1)))).containsExactly("r4");
        assertThat(UsageLines.ids(file)).containsExactly("r5");
        assertThat(other).exists();
        assertThat(log.events(Level.INFO, "is deleted: 2 newer ones are kept")).hasSize(3);
    }

    @Test
    void neverPutsAsideAnEmptyFile() throws IOException {
        try (JsonLinesWriter writer = writer(Rotation.at(1))) {
            writer.write(records("a", "b", "c"));
        }
        assertThat(putAside()).isEmpty();
    }

    @Test
    void losesNothingWhereItRotatesUnderLoad() throws Exception {
        int threads = 4;
        int each = 3_000;
        AtomicInteger next = new AtomicInteger();
        try (UsageSink sink = JsonLinesSink.open(file, Rotation.at(50_000))) {
            List<Thread> recorders = IntStream.range(0, threads)
                    .mapToObj(thread -> new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            sink.record(record("r" + next.getAndIncrement()));
                        }
                    }))
                    .toList();
            recorders.forEach(Thread::start);
            for (Thread recorder : recorders) {
                recorder.join(SOON.toMillis());
            }
        }
        assertThat(putAside()).hasSizeGreaterThan(5);
        List<String> all = Stream.concat(putAside().stream().map(folder::resolve), Stream.of(file))
                .flatMap(each1 -> UsageLines.ids(each1).stream())
                .toList();
        assertThat(all).hasSize(threads * each).doesNotHaveDuplicates();
    }

    @Test
    void refusesARotationThatMeansNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Rotation.at(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rotation(1, -1));
    }

    // a full disk

    static boolean hasFullDevice() {
        return Files.exists(FULL);
    }

    @Test
    @EnabledIf("hasFullDevice")
    void waitsWhereTheDiskIsFullAndGoesOnWhenThereIsRoom() throws Exception {
        Files.createSymbolicLink(file, FULL);
        try (QueuedSink sink = QueuedSink.over(writer(Rotation.at(10)))) {
            IntStream.range(0, 1_000).forEach(i -> sink.record(record("r" + i)));
            assertThat(log.await(Level.ERROR, "cannot be written", SOON).message())
                    .contains("to the file " + file);
            sink.record(record("last"));
            Files.delete(file);
            log.await(Level.INFO, "written again", SOON);
        }
        List<String> expected = Stream.concat(IntStream.range(0, 1_000).mapToObj(i -> "r" + i), Stream.of("last"))
                .toList();
        assertThat(Stream.concat(putAside().stream().map(folder::resolve), Stream.of(file))
                        .flatMap(each -> UsageLines.ids(each).stream()))
                .isEqualTo(expected);
        assertThat(log.events(Level.ERROR, "")).hasSize(1);
    }

    /** A disk that takes a part of a batch: what it took is taken back, and all of it written again, once. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 700, 1_000, 2_000})
    void takesBackWhatWasWrittenInPart(int room) throws Exception {
        NarrowDisk disk = new NarrowDisk();
        try (JsonLinesWriter writer = new JsonLinesWriter(file, Rotation.NEVER, CLOCK, disk)) {
            writer.write(records("before"));
            disk.room = room;
            String[] batch = {"a", "b", "c", "d"};
            assertThatIOException().isThrownBy(() -> writer.write(records(batch)));
            assertThat(UsageLines.ids(file)).containsExactly("before");
            assertThatIOException().isThrownBy(() -> writer.write(records(batch)));
            disk.room = Integer.MAX_VALUE;
            writer.write(records(batch));
        }
        assertThat(UsageLines.ids(file)).containsExactly("before", "a", "b", "c", "d");
    }

    /** Not even that may work: then the torn line goes when the file is opened again. */
    @Test
    void beginsOnALineOfItsOwnWhereItCannotTakeBack() throws Exception {
        NarrowDisk disk = new NarrowDisk();
        disk.truncates = false;
        try (JsonLinesWriter writer = new JsonLinesWriter(file, Rotation.NEVER, CLOCK, disk)) {
            writer.write(records("before"));
            disk.room = 100;
            assertThatIOException().isThrownBy(() -> writer.write(records("a")));
            disk.room = Integer.MAX_VALUE;
            writer.write(records("a"));
        }
        assertThat(UsageLines.ids(file)).containsExactly("before", "a");
    }

    @Test
    void showsWhereItWrites() {
        assertThat(writer(Rotation.NEVER)).hasToString("to the file " + file);
    }

    private JsonLinesWriter writer(Rotation rotation) {
        return new JsonLinesWriter(file, rotation, CLOCK);
    }

    private void write(String... ids) throws IOException {
        try (JsonLinesWriter writer = writer(Rotation.NEVER)) {
            writer.write(records(ids));
        }
    }

    private List<String> putAside() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> name.matches("usage\\.jsonl\\..*Z"))
                    .sorted()
                    .toList();
        }
    }

    private static List<UsageRecord> records(String... ids) {
        return Arrays.stream(ids).map(JsonLinesWriterTest::record).toList();
    }

    private static UsageRecord record(String id) {
        return UsageSketch.record().requestId(id).build();
    }
}
