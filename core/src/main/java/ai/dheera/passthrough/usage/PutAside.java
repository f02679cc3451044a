/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that one was before, by their time. */
final class PutAside {

    private static final Logger log = LoggerFactory.getLogger(PutAside.class);

    /** Without colons, for the sake of Windows. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH-mm-ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Path file;
    private final Clock clock;
    private final Pattern name;

    PutAside(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.name = Pattern.compile(
                Pattern.quote(file.getFileName() + ".") + "\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}Z");
    }

    /** Gives the file a name that no other has, and that comes behind all of theirs. */
    void rename() throws IOException {
        Instant now = clock.instant();
        String latest = latest().map(path -> path.getFileName().toString()).orElse("");
        while (name(now).compareTo(latest) <= 0) {
            now = now.plus(Duration.ofMillis(1));
        }
        Files.move(file, file.resolveSibling(name(now)));
        Folders.sync(file);
    }

    private String name(Instant time) {
        return file.getFileName() + "." + TIME.format(time);
    }

    /** Deletes the oldest. */
    void keepOnly(int most) throws IOException {
        List<Path> all = all();
        for (Path old : all.subList(0, Math.max(0, all.size() - most))) {
            Files.delete(old);
            log.info("{} is deleted: {} newer ones are kept", old, most);
        }
    }

    Optional<Path> latest() throws IOException {
        List<Path> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    private List<Path> all() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            each -> name.matcher(each.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }
}
