/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import ai.dheera.passthrough.PresentedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files, and what was last seen of them. Looks at their contents as long as their times may not tell: a file may be
 * written twice within the tick of its file system's clock. Used by one thread at a time.
 */
final class WatchedFiles {

    private static final Duration COARSEST_TICK = Duration.ofSeconds(3);

    private final Map<Path, Sight> seen = new HashMap<>();

    /** Watches a file from now on. What it holds at this moment is what later looks compare with. */
    void add(Path file) {
        seen.computeIfAbsent(file, Sight::of);
    }

    /** Watches no others any more. */
    void keepOnly(Set<Path> files) {
        seen.keySet().retainAll(files);
    }

    /** Whether any of them holds something else than at the last look, is there again, or is there no more. */
    boolean haveChanged() {
        boolean changed = false;
        for (Map.Entry<Path, Sight> each : seen.entrySet()) {
            Sight before = each.getValue();
            if (!before.stillHolds(each.getKey())) {
                Sight now = Sight.of(each.getKey());
                changed |= !now.content().equals(before.content());
                each.setValue(now);
            }
        }
        return changed;
    }

    /**
     * What was seen of a file.
     *
     * @param stamp what changes when the file does; empty where it cannot be read
     * @param settled whether a later change would show in the stamp
     * @param content the hash of what it holds; empty where it cannot be read
     */
    private record Sight(Optional<Stamp> stamp, boolean settled, Optional<String> content) {

        static Sight of(Path file) {
            Optional<Stamp> stamp = Stamp.of(file);
            Instant settledBefore = Instant.now().minus(COARSEST_TICK);
            boolean settled = stamp.filter(is -> is.modified().toInstant().isBefore(settledBefore))
                    .isPresent();
            return new Sight(stamp, settled, hash(file));
        }

        boolean stillHolds(Path file) {
            return settled && stamp.equals(Stamp.of(file));
        }

        private static Optional<String> hash(Path file) {
            try {
                return Optional.of(
                        PresentedKey.sha256(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {

        static Optional<Stamp> of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return Optional.of(new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }
}
