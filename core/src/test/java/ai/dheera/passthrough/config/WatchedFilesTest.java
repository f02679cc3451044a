/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private final WatchedFiles watched = new WatchedFiles();
    private Path file;

    @BeforeEach
    void watch() throws IOException {
        file = write("file", "one", LONG_AGO);
        watched.add(file);
    }

    @Test
    void haveNotChangedWhereNothingDid() {
        assertThat(watched.haveChanged()).isFalse();
        assertThat(watched.haveChanged()).isFalse();
    }

    @Test
    void haveChangedOnceForAChange() throws IOException {
        write("file", "two", LONG_AGO.toInstant().plusSeconds(1));
        assertThat(watched.haveChanged()).isTrue();
        assertThat(watched.haveChanged()).isFalse();
    }

    /** Within one tick of the file system's clock. */
    @Test
    void haveChangedWhereOnlyTheContentTells() throws IOException {
        FileTime now = FileTime.from(Instant.now());
        write("file", "two", now);
        assertThat(watched.haveChanged()).isTrue();
        write("file", "six", now);
        assertThat(watched.haveChanged()).isTrue();
        assertThat(watched.haveChanged()).isFalse();
    }

    @Test
    void haveNotChangedWhereOnlyTheTimeDid() throws IOException {
        write("file", "one", FileTime.from(Instant.now()));
        assertThat(watched.haveChanged()).isFalse();
        write("file", "one", LONG_AGO);
        assertThat(watched.haveChanged()).isFalse();
    }

    @Test
    void haveChangedWhereAFileIsGoneOrThereAgain() throws IOException {
        Files.delete(file);
        assertThat(watched.haveChanged()).isTrue();
        assertThat(watched.haveChanged()).isFalse();
        write("file", "one", LONG_AGO);
        assertThat(watched.haveChanged()).isTrue();
    }

    @Test
    void haveChangedWhereAFileComesThatWasNotThere() throws IOException {
        watched.add(folder.resolve("late"));
        assertThat(watched.haveChanged()).isFalse();
        write("late", "one", LONG_AGO);
        assertThat(watched.haveChanged()).isTrue();
    }

    @Test
    void areComparedWithWhatTheyHeldWhenTheyWereFirstWatched() throws IOException {
        write("file", "two", FileTime.from(Instant.now()));
        watched.add(file);
        assertThat(watched.haveChanged()).isTrue();
    }

    @Test
    void areLookedAtNoMoreWhenOthersAreKeptOnly() throws IOException {
        Path other = write("other", "one", LONG_AGO);
        watched.add(other);
        watched.keepOnly(Set.of(other));
        write("file", "two", FileTime.from(Instant.now()));
        assertThat(watched.haveChanged()).isFalse();
        write("other", "two", FileTime.from(Instant.now()));
        assertThat(watched.haveChanged()).isTrue();
    }

    private Path write(String name, String content, Instant modified) throws IOException {
        return write(name, content, FileTime.from(modified));
    }

    private Path write(String name, String content, FileTime modified) throws IOException {
        Path path = folder.resolve(name);
        Files.writeString(path, content);
        Files.setLastModifiedTime(path, modified);
        return path;
    }
}
