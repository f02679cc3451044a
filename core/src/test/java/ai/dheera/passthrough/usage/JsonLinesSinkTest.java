/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.UsageRecord;
import ai.dheera.passthrough.UsageSketch;
import ai.dheera.passthrough.fixtures.LogCapture;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class JsonLinesSinkTest {

    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final LogCapture log = LogCapture.of(JsonLinesSink.class);

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void writesALineForEachRecordWithinASecond() throws IOException {
        Path file = folder.resolve("usage.jsonl");
        try (JsonLinesSink sink = JsonLinesSink.open(file)) {
            sink.record(record("a"));
            await().atMost(Duration.ofSeconds(1)).until(() -> ids(file).equals(List.of("a")));
            sink.record(record("b"));
            await().atMost(Duration.ofSeconds(1)).until(() -> ids(file).equals(List.of("a", "b")));
        }
        assertThat(Files.readString(file))
                .isEqualTo(UsageJson.line(record("a")) + "\n" + UsageJson.line(record("b")) + "\n");
    }

    @Test
    void appendsToWhatIsThere() throws IOException {
        Path file = folder.resolve("usage.jsonl");
        Files.writeString(file, "{\"requestId\":\"before\"}\n");
        try (JsonLinesSink sink = JsonLinesSink.open(file)) {
            sink.record(record("after"));
        }
        assertThat(ids(file)).containsExactly("before", "after");
    }

    @Test
    void writesAllBeforeItIsClosed() throws IOException {
        Path file = folder.resolve("usage.jsonl");
        List<String> all = IntStream.range(0, 5_000).mapToObj(i -> "r" + i).toList();
        try (JsonLinesSink sink = JsonLinesSink.open(file)) {
            all.forEach(id -> sink.record(record(id)));
        }
        assertThat(ids(file)).isEqualTo(all);
    }

    @Test
    void writesWholeLinesWhateverManyThreadsRecord() throws Exception {
        Path file = folder.resolve("usage.jsonl");
        int threads = 8;
        int each = 500;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (JsonLinesSink sink = JsonLinesSink.open(file)) {
            List<? extends Future<?>> running = IntStream.range(0, threads)
                    .mapToObj(thread -> pool.submit(
                            () -> IntStream.range(0, each).forEach(i -> sink.record(record(thread + "-" + i)))))
                    .toList();
            for (Future<?> one : running) {
                one.get(SOON.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(ids(file)).hasSize(threads * each).doesNotHaveDuplicates();
    }

    @Test
    void losesNothingWhereTheFileCannotBeWrittenAtFirst() throws IOException {
        Path file = folder.resolve("missing").resolve("usage.jsonl");
        try (JsonLinesSink sink = JsonLinesSink.open(file, 65_536, OFTEN, SOON)) {
            sink.record(record("a"));
            log.await(Level.ERROR, "cannot be written", SOON);
            sink.record(record("b"));
            IntStream.range(0, 1_000).forEach(i -> sink.record(record("c" + i)));
            Files.createDirectory(file.getParent());
            await().atMost(SOON).until(() -> Files.exists(file) && ids(file).size() == 1_002);
        }
        assertThat(ids(file)).startsWith("a", "b", "c0").endsWith("c999");
        assertThat(log.events(Level.ERROR, "")).hasSize(1);
    }

    @Test
    void complainsOfEachTimeThatItCannotWriteOnce() throws IOException {
        Path file = folder.resolve("usage.jsonl");
        Files.createDirectory(file);
        try (JsonLinesSink sink = JsonLinesSink.open(file, 65_536, OFTEN, SOON)) {
            sink.record(record("a"));
            log.await(Level.ERROR, "cannot be written", SOON);
            Files.delete(file);
            await().atMost(SOON).until(() -> Files.exists(file) && ids(file).size() == 1);
            Files.delete(file);
            Files.createDirectory(file);
            await().atMost(SOON).until(() -> {
                sink.record(record("b"));
                return log.events(Level.ERROR, "cannot be written").size() == 2;
            });
            Files.delete(file);
        }
        assertThat(ids(file)).isNotEmpty().containsOnly("b");
    }

    @Test
    void makesAFileAnewThatWasMovedAway() throws IOException {
        Path file = folder.resolve("usage.jsonl");
        Path moved = folder.resolve("usage.jsonl.1");
        try (JsonLinesSink sink = JsonLinesSink.open(file, 65_536, OFTEN, SOON)) {
            sink.record(record("before"));
            await().atMost(SOON).until(() -> Files.exists(file) && ids(file).size() == 1);
            Files.move(file, moved);
            await().atMost(SOON).until(() -> {
                sink.record(record("after"));
                return Files.exists(file);
            });
        }
        assertThat(ids(moved)).startsWith("before");
        assertThat(ids(file)).isNotEmpty().containsOnly("after");
    }

    @Test
    void triesAgainWithinSecondsUnlessToldOtherwise() throws IOException {
        Path file = folder.resolve("missing").resolve("usage.jsonl");
        try (JsonLinesSink sink = JsonLinesSink.open(file)) {
            sink.record(record("a"));
            log.await(Level.ERROR, "cannot be written", SOON);
            Files.createDirectory(file.getParent());
            await().atMost(SOON).until(() -> ids(file).equals(List.of("a")));
        }
    }

    @Test
    void losesWhatIsBeyondItsBoundAndTellsHowMuch() throws IOException {
        Path file = folder.resolve("missing").resolve("usage.jsonl");
        int bound = 10;
        try (JsonLinesSink sink = JsonLinesSink.open(file, bound, OFTEN, SOON)) {
            sink.record(record("first"));
            log.await(Level.ERROR, "cannot be written", SOON);
            IntStream.range(0, 25).forEach(i -> sink.record(record("r" + i)));
            assertThat(log.events(Level.ERROR, "Usage records are lost")).hasSize(1);
            Files.createDirectory(file.getParent());
            log.await(Level.ERROR, "15 usage records are lost", SOON);
            sink.record(record("last"));
        }
        assertThat(ids(file)).hasSize(bound + 2).startsWith("first", "r0", "r1").endsWith("r9", "last");
    }

    @Test
    void givesUpAtItsEndWhereTheFileCannotBeWritten() {
        Path file = folder.resolve("missing").resolve("usage.jsonl");
        JsonLinesSink sink = JsonLinesSink.open(file, 2, OFTEN, Duration.ofMillis(200));
        sink.record(record("first"));
        log.await(Level.ERROR, "cannot be written", SOON);
        IntStream.range(0, 5).forEach(i -> sink.record(record("r" + i)));
        sink.close();
        assertThat(log.events(Level.ERROR, "6 usage records are lost")).hasSize(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void tellsOfARecordThatComesTooLate() {
        Path file = folder.resolve("usage.jsonl");
        JsonLinesSink sink = JsonLinesSink.open(file);
        sink.close();
        sink.record(record("late"));
        assertThat(log.events(Level.ERROR, "late")).hasSize(1);
    }

    @Test
    void goesOnBehindARecordThatHasNoJson() throws IOException {
        Path file = folder.resolve("usage.jsonl");
        try (JsonLinesSink sink = JsonLinesSink.open(file)) {
            sink.record(UsageSketch.record().requestId("broken").outcome(null).build());
            log.await(Level.ERROR, "broken", SOON);
            sink.record(record("whole"));
        }
        assertThat(ids(file)).containsExactly("whole");
    }

    @Test
    void showsWhereItWrites() {
        Path file = folder.resolve("usage.jsonl");
        try (JsonLinesSink sink = JsonLinesSink.open(file)) {
            assertThat(sink).hasToString("JSON lines in " + file);
        }
    }

    private static UsageRecord record(String id) {
        return UsageSketch.record().requestId(id).build();
    }

    /** The whole lines so far. */
    private static List<String> ids(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("requestId")
                        .getAsString())
                .toList();
    }
}
