/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.UsageSketch;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.usage.QueuedSink;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class SwitchedSinkTest {

    @TempDir
    Path folder;

    private final SwitchedSink sink = new SwitchedSink();

    @Test
    void forgetsRecordsWhereNoFileIsNamed() throws IOException {
        record("a");
        sink.close();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void writesToTheFileThatIsNamedAtTheMoment() throws IOException {
        sink.switchTo(file("one"));
        record("a");
        sink.switchTo(file("two"));
        record("b");
        sink.switchTo(file("two"));
        record("c");
        sink.switchTo(Optional.empty());
        record("d");
        sink.switchTo(file("one"));
        record("e");
        sink.close();
        assertThat(ids("one")).containsExactly("a", "e");
        assertThat(ids("two")).containsExactly("b", "c");
    }

    @Test
    void hasWrittenAllBeforeItWritesElsewhere() throws IOException {
        sink.switchTo(file("one"));
        record("a");
        sink.switchTo(Optional.empty());
        assertThat(ids("one")).containsExactly("a");
        sink.close();
    }

    @Test
    void opensNothingWhenItIsClosed() throws IOException {
        sink.switchTo(file("one"));
        sink.close();
        sink.switchTo(file("two"));
        try (LogCapture log = LogCapture.of(QueuedSink.class)) {
            record("late");
            assertThat(log.events(Level.ERROR, "late")).hasSize(1);
        }
        assertThat(folder.resolve("two")).doesNotExist();
    }

    @Test
    void losesNoRecordHoweverOftenItIsSwitched() throws Exception {
        ExecutorService recorders = Executors.newFixedThreadPool(4);
        AtomicInteger recorded = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        sink.switchTo(file("one"));
        for (int i = 0; i < 4; i++) {
            recorders.execute(() -> {
                while (!done.get() && recorded.get() < 5_000) {
                    record("r" + recorded.incrementAndGet());
                }
            });
        }
        for (int i = 0; i < 5; i++) {
            sink.switchTo(file(i % 2 == 0 ? "two" : "one"));
        }
        done.set(true);
        recorders.shutdown();
        assertThat(recorders.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        sink.close();
        assertThat(ids("one").size() + ids("two").size()).isEqualTo(recorded.get());
    }

    private void record(String id) {
        sink.record(UsageSketch.record().requestId(id).build());
    }

    private Optional<Path> file(String name) {
        return Optional.of(folder.resolve(name));
    }

    private List<String> ids(String name) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(name))) {
            return lines.map(line -> JsonParser.parseString(line)
                            .getAsJsonObject()
                            .get("requestId")
                            .getAsString())
                    .toList();
        }
    }
}
