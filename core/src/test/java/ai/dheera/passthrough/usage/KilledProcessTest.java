/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.dheera.passthrough.UsageSketch;
import ai.dheera.passthrough.usage.RecordingProcess.Taken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed as by {@code kill -9}, at any moment, and what its records come to. */
@Timeout(120)
class KilledProcessTest {

    private static final int ROUNDS = 2;
    private static final int MANY = 2_000;

    @TempDir
    Path folder;

    @Test
    void missesAtMostTheLastSecond() throws Exception {
        Path file = folder.resolve("usage.jsonl");
        for (int round = 0; round < ROUNDS; round++) {
            List<Taken> taken = recordAndKill(round, file);
            write(file);
            long killedAt = taken.get(taken.size() - 1).atMillis();
            assertThat(UsageLines.ids(file))
                    .doesNotHaveDuplicates()
                    .containsAll(taken.stream()
                            .filter(each -> each.atMillis() < killedAt - 1_000)
                            .map(Taken::id)
                            .toList());
        }
    }

    @Test
    void missesNoneWithAJournalAndHasNoneTwice() throws Exception {
        Path file = folder.resolve("usage.jsonl");
        Path journal = folder.resolve("journal");
        List<String> taken = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            recordAndKill(round, file, journal.toString()).forEach(each -> taken.add(each.id()));
        }
        writeAll(file, journal);
        assertThat(UsageLines.ids(file)).doesNotHaveDuplicates().containsAll(taken);
        assertThat(UsageLines.ids(file))
                .as("those of which it could not tell any more")
                .hasSizeLessThan(taken.size() + 100 * ROUNDS);
    }

    @Test
    void missesNoneWithAJournalWhereNothingCouldBeWritten() throws Exception {
        Path file = folder.resolve("missing").resolve("usage.jsonl");
        Path journal = folder.resolve("journal");
        List<String> taken = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            recordAndKill(round, file, journal.toString()).forEach(each -> taken.add(each.id()));
        }
        assertThat(file).doesNotExist();
        Files.createDirectory(file.getParent());
        writeAll(file, journal);
        assertThat(UsageLines.ids(file)).doesNotHaveDuplicates().containsSubsequence(taken);
    }

    private static List<Taken> recordAndKill(int round, Path file, String... journal) throws Exception {
        try (RecordingProcess process = RecordingProcess.start("round" + round + "-", file, journal)) {
            return process.killAfter(MANY + 100 * round);
        }
    }

    /** As the next process does. */
    private static void write(Path file) throws Exception {
        try (JsonLinesWriter writer = new JsonLinesWriter(file, Rotation.NEVER)) {
            writer.write(List.of(
                    UsageSketch.record().requestId("next" + System.nanoTime()).build()));
        }
    }

    private static void writeAll(Path file, Path journal) throws Exception {
        QueuedSink.builder(new JsonLinesWriter(file, Rotation.NEVER))
                .journal(journal, 1L << 30)
                .open()
                .close();
    }
}
