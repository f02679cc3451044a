/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.usage;

import ai.dheera.passthrough.UsageSketch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that records to a file of JSON lines until it is killed, and says which records it has. */
final class RecordingProcess implements AutoCloseable {

    /** Between two records. */
    private static final long PACE = TimeUnit.MICROSECONDS.toNanos(200);

    private static final long LONG_ENOUGH = 1_500;

    private final Process process;
    private final BufferedReader output;

    /**
     * A record that was taken.
     *
     * @param id its request id
     * @param atMillis when
     */
    record Taken(String id, long atMillis) {}

    private RecordingProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts one whose ids have a prefix. */
    static RecordingProcess start(String prefix, Path file, String... journal) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                RecordingProcess.class.getName(),
                prefix,
                file.toString()));
        command.addAll(List.of(journal));
        return new RecordingProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Kills it when it has taken so many records, in a second and a half at least; returns those that it has for sure. */
    List<Taken> killAfter(int count) throws IOException, InterruptedException {
        List<Taken> taken = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            String[] words = line.split(" ");
            if (words[0].equals("taken")) {
                taken.add(new Taken(words[1], Long.parseLong(words[2])));
            }
            if (taken.size() >= count && isLongEnough(taken)) {
                process.toHandle().destroyForcibly(); // the process itself would close what it has said
            }
        }
        if (taken.size() < count || process.waitFor() == 0) {
            throw new AssertionError("it ended of itself after " + taken.size() + " records");
        }
        return taken;
    }

    private static boolean isLongEnough(List<Taken> taken) {
        return taken.get(taken.size() - 1).atMillis() - taken.get(0).atMillis() >= LONG_ENOUGH;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String... arguments) throws IOException {
        QueuedSink.Builder sink = QueuedSink.builder(new JsonLinesWriter(Path.of(arguments[1]), Rotation.NEVER));
        if (arguments.length > 2) {
            sink.journal(Path.of(arguments[2]), 1L << 30);
        }
        record(sink.open(), arguments[0]);
    }

    private static void record(QueuedSink sink, String prefix) {
        for (int i = 0; true; i++) {
            String id = prefix + i;
            sink.record(UsageSketch.record().requestId(id).build());
            System.out.println("taken " + id + " " + System.currentTimeMillis());
            LockSupport.parkNanos(PACE);
        }
    }
}
