/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server that can be killed and started anew with what it holds. PostgreSQL refuses to run as root: started
 * by root it runs in a user namespace of its own, as nobody.
 */
final class PostgresServer implements AutoCloseable {

    private final Path directory;
    private EmbeddedPostgres running;
    private int port;

    private PostgresServer(Path directory) {
        this.directory = directory;
        start();
    }

    static PostgresServer in(Path directory) {
        return new PostgresServer(directory);
    }

    void start() {
        try {
            running = EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("timezone", "Asia/Kolkata")
                    // else what was committed a moment ago would not survive the end of the server
                    .setServerConfig("synchronous_commit", "on")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            port = running.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, as the end of its machine would. */
    void kill() throws Exception {
        long pid = Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).get(0));
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        ProcessHandle[] backends = server.descendants().toArray(ProcessHandle[]::new);
        assertThat(server.destroyForcibly()).isTrue();
        server.onExit().get(30, TimeUnit.SECONDS);
        for (ProcessHandle backend : backends) {
            backend.destroyForcibly();
            backend.onExit().get(30, TimeUnit.SECONDS);
        }
        running.close();
    }

    /** Stops it in the middle of whatever it does, as an overloaded machine would, until it is let go on. */
    void freeze() throws Exception {
        signal("-STOP");
    }

    void goOn() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        ProcessHandle server = ProcessHandle.of(Long.parseLong(
                        Files.readAllLines(directory.resolve("postmaster.pid")).get(0)))
                .orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", signal, Long.toString(server.pid())));
        server.descendants().forEach(backend -> command.add(Long.toString(backend.pid())));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    @Override
    public void close() throws IOException {
        running.close();
    }
}
