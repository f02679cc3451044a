/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.nodesdks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs one file of tests in a process of Node. */
final class NodeProcess {

    private static final Path TESTS = Path.of("src", "test", "node");
    private static final Path OUTPUT = Path.of("target", "node-output");
    private static final int PATIENCE_SECONDS = 120;

    /** All of our own environment that a process gets: none of the developer's settings for SDKs or proxies. */
    private static final Set<String> KEPT = Set.of("PATH", "Path", "SystemRoot");

    private NodeProcess() {}

    /**
     * How it ended.
     *
     * @param exitValue 0 where all tests passed
     * @param output all that it wrote
     */
    record Ended(int exitValue, String output) {}

    /**
     * Runs it to its end.
     *
     * @param name of the file, without its ending
     * @param environment what is added to its environment
     */
    static Ended run(String name, Map<String, String> environment) throws IOException, InterruptedException {
        Path output = Files.createDirectories(OUTPUT).resolve(name + ".txt");
        Process process = builder(name, environment)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return new Ended(-1, Files.readString(output, UTF_8) + "\nnot ended after " + PATIENCE_SECONDS + " s");
        }
        return new Ended(process.exitValue(), Files.readString(output, UTF_8));
    }

    private static ProcessBuilder builder(String name, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "node",
                "--test-reporter=spec",
                TESTS.resolve(name + ".test.mjs").toString()));
        builder.environment().keySet().retainAll(KEPT);
        builder.environment()
                .put("HOME", Files.createDirectories(OUTPUT).toAbsolutePath().toString());
        builder.environment().putAll(environment);
        return builder;
    }
}
