/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.benchmarks.processes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JDK to run Java with.
 *
 * @param java its launcher
 * @param version such as {@code 25.0.1}
 */
public record Jdk(Path java, String version) {

    private static final String PROPERTY = "java.version = ";

    /** {@return the JDK that runs this program} */
    public static Jdk own() {
        return new Jdk(Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.version"));
    }

    /**
     * {@return the JDK of a launcher}
     *
     * @param java the launcher
     * @throws IOException where it is none
     */
    public static Jdk of(Path java) throws IOException {
        Process process = new ProcessBuilder(List.of(java.toString(), "-XshowSettings:properties", "-version"))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        String version = output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(PROPERTY))
                .map(line -> line.substring(PROPERTY.length()))
                .findFirst()
                .orElseThrow(() -> new IOException(java + " does not say its version"));
        return new Jdk(java, version);
    }

    /** {@return where this program's own classes are} */
    public static String ownClassPath() {
        return System.getProperty("java.class.path");
    }

    /**
     * {@return the command that runs a class}
     *
     * @param options for the JVM
     * @param classPath where the class is
     * @param main its name
     * @param arguments for it
     */
    public List<String> command(List<String> options, String classPath, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        return command;
    }
}
