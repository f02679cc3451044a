/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.limits;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is spent of budgets, in a file: a JSON object, replaced as a whole, so that a reader finds the former or the latter
 * state, and never a part of one. Used by one thread at a time.
 */
final class SpendFile {

    private static final Logger log = LoggerFactory.getLogger(SpendFile.class);

    private static final int VERSION = 1;

    private final Path file;
    private final Path next;

    SpendFile(Path file) {
        this.file = file;
        this.next = file.resolveSibling(file.getFileName() + ".new");
    }

    /**
     * What is spent of one budget.
     *
     * @param name names its counter
     * @param spentPicoUsd how much, in the window
     * @param ends when the window ends
     */
    record Spent(String name, long spentPicoUsd, Instant ends) {}

    /**
     * {@return what was written last; nothing where there is no file}
     *
     * @throws IOException where the file cannot be read, or is none of ours
     */
    List<Spent> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (JsonReader json = new JsonReader(Files.newBufferedReader(file))) {
            return read(json);
        } catch (MalformedJsonException
                | EOFException
                | CharacterCodingException
                | JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException e) {
            throw new IOException(
                    "the file of spend " + file + " is broken (" + e.getMessage()
                            + "); restore it, or remove it to begin with nothing spent",
                    e);
        }
    }

    private static List<Spent> read(JsonReader json) throws IOException {
        Optional<List<Spent>> spend = Optional.empty();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "version" -> check(json.nextInt());
                case "spend" -> spend = Optional.of(readAll(json));
                default -> json.skipValue();
            }
        }
        json.endObject();
        return spend.orElseThrow(() -> new IllegalArgumentException("it has no \"spend\""));
    }

    private static void check(int version) {
        if (version != VERSION) {
            throw new IllegalArgumentException("its version is " + version + ", not " + VERSION);
        }
    }

    private static List<Spent> readAll(JsonReader json) throws IOException {
        List<Spent> all = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            all.add(readOne(json));
        }
        json.endArray();
        return all;
    }

    private static Spent readOne(JsonReader json) throws IOException {
        String name = "";
        long spent = -1;
        Instant ends = Instant.MIN;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "name" -> name = json.nextString();
                case "picoUsd" -> spent = json.nextLong();
                case "ends" -> ends = Instant.parse(json.nextString());
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (name.isEmpty() || spent < 0 || ends.equals(Instant.MIN)) {
            throw new IllegalArgumentException("a budget needs \"name\", \"picoUsd\" and \"ends\"");
        }
        return new Spent(name, spent, ends);
    }

    /** Replaces the file; it outlives the machine's power from then on. */
    void write(List<Spent> spend) throws IOException {
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            JsonWriter json = new JsonWriter(new BufferedWriter(
                    new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8)));
            write(spend, json);
            json.flush();
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    private static void write(List<Spent> spend, JsonWriter json) throws IOException {
        json.beginObject().name("version").value(VERSION).name("spend").beginArray();
        for (Spent each : spend) {
            json.beginObject();
            json.name("name").value(each.name());
            json.name("picoUsd").value(each.spentPicoUsd());
            json.name("ends").value(each.ends().toString());
            json.endObject();
        }
        json.endArray().endObject();
    }

    private void syncFolder() {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            log.debug("{} cannot be synced, as on Windows", folder, e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
