/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A command as a user runs it.
 *
 * @param lines what it wrote
 * @param duration from its first line to its last
 */
record Shell(List<String> lines, Duration duration) {

    static void assumeThereIs(String command) {
        List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator));
        assumeTrue(
                folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, command))),
                command + " is not installed");
    }

    static Shell run(String command, Path directory) throws IOException, InterruptedException {
        assumeThereIs("bash");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", java, (path, own) -> own + File.pathSeparator + path);
        Process process = builder.start();
        Shell shell = read(process);
        assertThat(process.waitFor()).as(String.join("\n", shell.lines)).isZero();
        return shell;
    }

    private static Shell read(Process process) throws IOException {
        List<String> lines = new ArrayList<>();
        long first = 0;
        long last = 0;
        try (BufferedReader text =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                lines.add(line);
                last = System.nanoTime();
                first = lines.size() == 1 ? last : first;
            }
        }
        return new Shell(lines, Duration.ofNanos(last - first));
    }
}
