/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ai.dheera.passthrough.UsageSketch;
import ai.dheera.passthrough.config.RememberedKind.Remembered;
import ai.dheera.passthrough.fixtures.LogCapture;
import ai.dheera.passthrough.usage.QueuedSink;
import ai.dheera.passthrough.usage.Rotation;
import ai.dheera.passthrough.usage.UsageJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class SwitchedSinkTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final LogCapture log = LogCapture.of("ai.dheera.passthrough").at(Level.INFO);
    private final SwitchedSink sink = new SwitchedSink();

    @AfterEach
    void stop() {
        sink.close();
        log.close();
    }

    @Test
    void forgetsRecordsWhereNoSinkIsNamed() throws IOException {
        record("a");
        sink.close();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void writesToTheFileThatIsNamedAtTheMoment() throws Exception {
        switchTo(jsonl("one"));
        record("a");
        switchTo(jsonl("two"));
        record("b");
        switchTo(jsonl("two"));
        record("c");
        switchTo();
        record("d");
        switchTo(jsonl("one"));
        record("e");
        sink.close();
        assertThat(ids("one")).containsExactly("a", "e");
        assertThat(ids("two")).containsExactly("b", "c");
    }

    @Test
    void hasWrittenAllBeforeItWritesElsewhere() throws Exception {
        switchTo(jsonl("one"));
        record("a");
        switchTo();
        assertThat(ids("one")).containsExactly("a");
    }

    @Test
    void opensNothingWhenItIsClosed() throws Exception {
        switchTo(jsonl("one"));
        SwitchedSink.Change late = sink.prepare(List.of(store("late")));
        sink.close();
        sink.put(late);
        assertThat(RememberedKind.store("late").closed).isTrue();
        record("late");
        assertThat(log.events(Level.ERROR, "The usage record late is lost")).hasSize(1);
        assertThat(sink.store()).isEmpty();
    }

    @Test
    void losesNoRecordHoweverOftenItIsSwitched() throws Exception {
        ExecutorService recorders = Executors.newFixedThreadPool(4);
        AtomicInteger recorded = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        switchTo(queueingAThousand(jsonl("one")));
        for (int i = 0; i < 4; i++) {
            recorders.execute(() -> {
                while (!done.get()) {
                    if (!sink.isFull()) {
                        record("r" + recorded.incrementAndGet());
                    }
                }
            });
        }
        try {
            for (int i = 0; i < 5; i++) {
                switchTo(queueingAThousand(journaled(jsonl(i % 2 == 0 ? "two" : "one"))));
                int sofar = recorded.get();
                await().pollInterval(Duration.ofMillis(1)).atMost(SOON).until(() -> recorded.get() > sofar + 100);
            }
        } finally {
            done.set(true);
            recorders.shutdown();
        }
        assertThat(recorders.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        sink.close();
        assertThat(ids("one").size() + ids("two").size()).isEqualTo(recorded.get());
    }

    @Test
    void writesToSeveralAtOnce() throws Exception {
        try (LogCapture lines = LogCapture.of("ai.dheera.passthrough.usage").at(Level.INFO)) {
            switchTo(jsonl("one"), plan("slf4j", new SinkPlan.Log()), store("s1"));
            record("a");
            sink.close();
            assertThat(ids("one")).containsExactly("a");
            assertThat(RememberedKind.store("s1").ids()).containsExactly("a");
            assertThat(lines.events(Level.INFO, "{\"requestId\":\"a\","))
                    .extracting(LogCapture.Event::logger)
                    .containsExactly("ai.dheera.passthrough.usage");
        }
    }

    @Test
    void leavesAloneWhatStaysAsItIs() throws Exception {
        switchTo(jsonl("one"), store("s2"));
        Remembered kept = RememberedKind.store("s2");
        record("a");
        switchTo(jsonl("two"), store("s2"));
        record("b");
        assertThat(RememberedKind.store("s2")).isSameAs(kept);
        assertThat(kept.closed).isFalse();
        assertThat(sink.store()).contains(kept);
        switchTo(jsonl("two"));
        assertThat(kept.closed).isTrue();
        assertThat(kept.ids()).containsExactly("a", "b");
        assertThat(sink.store()).isEmpty();
    }

    @Test
    void givesWhatOneCouldNotWriteToTheOneInItsPlace() throws Exception {
        switchTo(failing("s3"));
        IntStream.range(0, 1_000).forEach(i -> record("r" + i));
        Thread switching = new Thread(() -> {
            try {
                switchTo(store("s4"));
            } catch (NotOpened e) {
                throw new AssertionError(e);
            }
        });
        switching.start();
        await().atMost(SOON)
                .until(() -> RememberedKind.store("s4") != null
                        && sink.store().equals(Optional.of(RememberedKind.store("s4"))));
        record("meanwhile");
        switching.join(2 * SOON.toMillis());
        record("after");
        sink.close();
        assertThat(RememberedKind.store("s3").ids()).isEmpty();
        List<String> expected = Stream.concat(
                        IntStream.range(0, 1_000).mapToObj(i -> "r" + i), Stream.of("meanwhile", "after"))
                .toList();
        assertThat(RememberedKind.store("s4").ids()).isEqualTo(expected);
        assertThat(log.events(Level.ERROR, "lost")).isEmpty();
    }

    @Test
    void givesTheJournalOfOneToTheOneInItsPlace() throws Exception {
        switchTo(journaled(failing("s5")));
        IntStream.range(0, 1_000).forEach(i -> record("r" + i));
        switchTo(journaled(store("s6")));
        record("after");
        sink.close();
        assertThat(RememberedKind.store("s6").ids())
                .hasSize(1_001)
                .startsWith("r0")
                .endsWith("after");
        assertThat(log.events(Level.ERROR, "lost")).isEmpty();
    }

    @Test
    void keepsTheJournalsOfSinksApart() throws Exception {
        switchTo(journaled(jsonl("one")), journaled(store("s7")));
        record("a");
        sink.close();
        assertThat(folder.resolve("journal").resolve("jsonl")).isDirectory();
        assertThat(folder.resolve("journal").resolve("remembered")).isDirectory();
    }

    @Test
    void opensAllOrNothing() throws Exception {
        switchTo(jsonl("one"));
        SinkPlan wrong = plan("remembered", new SinkPlan.Store("remembered", Map.of()));
        assertThatExceptionOfType(NotOpened.class)
                .isThrownBy(() -> switchTo(store("s8"), wrong))
                .withMessage("needs a name");
        assertThat(RememberedKind.store("s8").closed).isTrue();
        record("a");
        sink.close();
        assertThat(ids("one")).containsExactly("a");
    }

    @Test
    void opensNothingWhereAJournalCannotBeOpened() throws Exception {
        Files.createFile(folder.resolve("journal"));
        assertThatExceptionOfType(NotOpened.class)
                .isThrownBy(() -> switchTo(journaled(store("s9"))))
                .satisfies(e -> assertThat(e.in(Path.of("f")).getMessage()).startsWith("f: $.usage.journal: "));
        assertThat(RememberedKind.store("s9").closed).isTrue();
        assertThat(sink.store()).isEmpty();
    }

    @Test
    void goesOnWithoutAJournalThatIsTakenMeanwhile() throws Exception {
        switchTo(journaled(jsonl("one")));
        SwitchedSink.Change change = sink.prepare(List.of(journaled(jsonl("two"))));
        Files.move(folder.resolve("journal"), folder.resolve("away"));
        Files.createFile(folder.resolve("journal"));
        sink.put(change);
        record("a");
        sink.close();
        assertThat(ids("two")).containsExactly("a");
        assertThat(log.events(Level.ERROR, "without a journal")).hasSize(1);
    }

    @Test
    void isFullWhereOneOfThemIs() throws Exception {
        SinkPlan small = new SinkPlan(
                "remembered",
                new SinkPlan.Store("remembered", Map.of("name", "s10", "failing", "")),
                2,
                Optional.empty(),
                1);
        switchTo(jsonl("one"), small);
        record("a");
        assertThat(sink.isFull()).isFalse();
        record("b");
        assertThat(sink.isFull()).isTrue();
        RememberedKind.store("s10").failing = false;
        await().atMost(SOON).until(() -> !sink.isFull());
    }

    @Test
    void holdsNoMoreThanItHasRoomForWhileItIsChanged() {
        HeldRecords held = new HeldRecords(2);
        IntStream.range(0, 5)
                .forEach(
                        i -> held.record(UsageSketch.record().requestId("r" + i).build()));
        assertThat(held.isFull()).isTrue();
        assertThat(log.events(Level.ERROR, "The usage record r4 is lost")).hasSize(1);
    }

    @Test
    void givesOnWhatItHoldsAndNotWhatKeepsComing() {
        HeldRecords held = new HeldRecords(2);
        List<String> given = new ArrayList<>();
        held.record(UsageSketch.record().requestId("first").build());
        held.passTo(usage -> {
            given.add(usage.requestId());
            if (given.size() < 3) {
                held.record(UsageSketch.record().requestId("late").build());
            }
        });
        assertThat(given).containsExactly("first");
    }

    private void switchTo(SinkPlan... plans) throws NotOpened {
        sink.put(sink.prepare(List.of(plans)));
    }

    private SinkPlan jsonl(String name) {
        return plan("jsonl", new SinkPlan.JsonLines(folder.resolve(name), Rotation.NEVER));
    }

    private static SinkPlan store(String name) {
        return plan("remembered", new SinkPlan.Store("remembered", Map.of("name", name)));
    }

    private static SinkPlan failing(String name) {
        return plan("remembered", new SinkPlan.Store("remembered", Map.of("name", name, "failing", "")));
    }

    private static SinkPlan plan(String name, SinkPlan.Target target) {
        return new SinkPlan(name, target, QueuedSink.USUAL_MOST, Optional.empty(), 1 << 30);
    }

    private SinkPlan journaled(SinkPlan plan) {
        Path journal = folder.resolve("journal").resolve(plan.name());
        return new SinkPlan(plan.name(), plan.target(), plan.queue(), Optional.of(journal), plan.journalBytes());
    }

    private static SinkPlan queueingAThousand(SinkPlan plan) {
        return new SinkPlan(plan.name(), plan.target(), 1_000, plan.journal(), plan.journalBytes());
    }

    private void record(String id) {
        sink.record(UsageSketch.record().requestId(id).build());
    }

    private List<String> ids(String name) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(name))) {
            return lines.map(line -> UsageJson.parse(line).requestId()).toList();
        }
    }
}
