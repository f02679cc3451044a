/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged application, run as users run it. */
final class TeamProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern TOKEN = Pattern.compile("A token to try, shown this once: (\\S+)");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private TeamProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output");
        reader.setDaemon(true);
        reader.start();
    }

    static TeamProcess start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                System.getProperty("spring-boot.jar"),
                "--server.port=0",
                "--server.address=127.0.0.1"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().remove("ANTHROPIC_API_KEY");
        return new TeamProcess(builder.start());
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("the output cannot be read: " + e);
        }
    }

    /** Waits until it serves. */
    TeamProcess ready() {
        await().atMost(Duration.ofMinutes(3))
                .until(() -> !process.isAlive() || find(TOKEN).isPresent());
        assertThat(process.isAlive()).as(output()).isTrue();
        return this;
    }

    private Optional<String> find(Pattern pattern) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .findFirst();
    }

    int port() {
        return Integer.parseInt(find(PORT).orElseThrow());
    }

    String token() {
        return find(TOKEN).orElseThrow();
    }

    String output() {
        return String.join("\n", lines);
    }

    /** Asks it to end, and gives its exit status. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy(); // unlike the process's own method, it leaves the output open
        return exitStatus();
    }

    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(output()).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
