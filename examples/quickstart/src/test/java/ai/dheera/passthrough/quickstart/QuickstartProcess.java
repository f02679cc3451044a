/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged jar, run as users run it. */
final class QuickstartProcess implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration END_PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Output out;
    private final Output err;

    private QuickstartProcess(Process process) {
        this.process = process;
        this.out = new Output(process.getInputStream());
        this.err = new Output(process.getErrorStream());
    }

    /** Begins to run it in a directory. */
    static QuickstartProcess run(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("-jar");
        command.add(System.getProperty("quickstart.jar"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().remove("ANTHROPIC_API_KEY");
        builder.environment().remove("OPENAI_API_KEY");
        builder.environment().putAll(environment);
        return new QuickstartProcess(builder.start());
    }

    /** Runs it at a free port, and waits until it accepts requests. */
    static QuickstartProcess start(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("--port", "0"));
        all.addAll(List.of(arguments));
        QuickstartProcess started = run(directory, environment, all.toArray(new String[0]));
        await().atMost(START_PATIENCE)
                .untilAsserted(() -> assertThat(started.isListeningOrOver())
                        .as("listening, or over:\n%s\n%s", started.out, started.err)
                        .isTrue());
        assertThat(started.process.isAlive()).as(started.err.toString()).isTrue();
        return started;
    }

    private boolean isListeningOrOver() {
        return !process.isAlive() || out.find("listening on (.*)").isPresent();
    }

    URI address() {
        return URI.create(out.find("listening on (.*)").orElseThrow());
    }

    /** The virtual key that the embedded default has printed. */
    String key() {
        return out.find("Your key.*: (sk-dheera-\\S+)").orElseThrow();
    }

    Output out() {
        return out;
    }

    Output err() {
        return err;
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end and all of its output, and gives its exit status. */
    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .as("over after %s", END_PATIENCE)
                .isTrue();
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
