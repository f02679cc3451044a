/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.json.Node;
import ai.dheera.passthrough.usage.QueuedSink;
import ai.dheera.passthrough.usage.Rotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads where usage records go. */
final class UsageReader {

    private static final Set<String> FIELDS = fields();
    private static final int MOST_IN_QUEUE = 1 << 24;
    private static final long SMALLEST_JOURNAL = 1 << 20;
    private static final long LARGEST_JOURNAL = 1L << 50;

    private UsageReader() {}

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(
                Set.of("jsonl", "rotateAt", "keep", "slf4j", "queue", "journal", "journalBytes", "ledger"));
        fields.addAll(StoreKinds.USAGE.names());
        return fields;
    }

    static UsageSettings read(Node node) {
        return node.only(FIELDS).map(UsageReader::settings).orElse(UsageSettings.NONE);
    }

    private static UsageSettings settings(Node node) {
        return new UsageSettings(
                file(node, "jsonl"),
                rotation(node),
                node.member("slf4j").flatMap(Node::truth).orElse(false),
                StoreKinds.USAGE.among(node),
                node.member("queue")
                        .flatMap(records -> records.number(1, MOST_IN_QUEUE))
                        .map(Long::intValue)
                        .orElse(QueuedSink.USUAL_MOST),
                journal(node),
                needing("journal", "journalBytes", node)
                        .flatMap(bytes -> bytes.number(SMALLEST_JOURNAL, LARGEST_JOURNAL))
                        .orElse(QueuedSink.USUAL_JOURNAL_BYTES),
                file(node, "ledger"));
    }

    private static Optional<Path> file(Node node, String name) {
        Optional<Node> member = node.member(name);
        Optional<Path> file = member.flatMap(text -> text.parsed(Path::of));
        if (file.isPresent() && Files.isDirectory(file.get())) {
            member.get().problem("is a directory, not a file");
        }
        return file;
    }

    private static Rotation rotation(Node node) {
        long at = needing("jsonl", "rotateAt", node)
                .flatMap(bytes -> bytes.number(1, Long.MAX_VALUE))
                .orElse(Rotation.NEVER.atBytes());
        int keep = needing("rotateAt", "keep", node)
                .flatMap(files -> files.number(0, Integer.MAX_VALUE))
                .map(Long::intValue)
                .orElse(Rotation.NEVER.keep());
        return new Rotation(at, keep);
    }

    /** A member that means nothing without another one. */
    private static Optional<Node> needing(String other, String name, Node node) {
        Optional<Node> member = node.member(name);
        if (member.isPresent() && !node.has(other)) {
            member.get().problem("means nothing without \"" + other + "\"");
        }
        return member;
    }

    private static Optional<Path> journal(Node node) {
        Optional<Node> member = node.member("journal");
        Optional<Path> folder = member.flatMap(text -> text.parsed(Path::of));
        if (folder.isPresent() && Files.exists(folder.get()) && !Files.isDirectory(folder.get())) {
            member.get().problem("is a file, not a directory");
        }
        return folder;
    }
}
