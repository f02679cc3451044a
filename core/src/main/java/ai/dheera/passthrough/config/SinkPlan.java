/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.usage.BatchWriter;
import ai.dheera.passthrough.usage.JsonLinesWriter;
import ai.dheera.passthrough.usage.QueuedSink;
import ai.dheera.passthrough.usage.Rotation;
import ai.dheera.passthrough.usage.Slf4jWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A sink that the configuration asks for. Two that are equal are the same sink.
 *
 * @param name the member of {@code usage} that asks for it; of all that are in force, one has it
 * @param target where its records go
 * @param queue how many may wait in memory
 * @param journal where they are kept until they are written
 * @param journalBytes how much may wait there
 */
record SinkPlan(String name, Target target, int queue, Optional<Path> journal, long journalBytes) {

    /** Where records go. */
    sealed interface Target {
        /** Opens it; what is thrown says what is wrong with its options, without any secret. */
        BatchWriter open();
    }

    record JsonLines(Path file, Rotation rotation) implements Target {

        @Override
        public BatchWriter open() {
            return new JsonLinesWriter(file, rotation);
        }
    }

    record Log() implements Target {

        @Override
        public BatchWriter open() {
            return new Slf4jWriter();
        }
    }

    record Store(String kind, Map<String, String> options) implements Target {

        @Override
        public BatchWriter open() {
            return StoreKinds.USAGE.open(kind, options);
        }

        /** Without the options: there are passwords among them. */
        @Override
        public String toString() {
            return "store " + kind;
        }
    }

    QueuedSink sink(BatchWriter writer) throws IOException {
        QueuedSink.Builder sink = QueuedSink.builder(writer).most(queue);
        if (journal.isPresent()) {
            sink = sink.journal(journal.get(), journalBytes);
        }
        return sink.open();
    }

    QueuedSink sinkWithoutJournal(BatchWriter writer) throws IOException {
        return new SinkPlan(name, target, queue, Optional.empty(), journalBytes).sink(writer);
    }
}
