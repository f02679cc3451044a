/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import redis.embedded.core.ExecutableProvider;

/**
 * A real server in a directory of its own, which can be ended, frozen, and started anew with what it holds. Redis, or the
 * program that the system property {@code redis.program} names, such as Valkey's.
 */
final class RedisServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Writes everything to a file before it answers, so that it survives the end of the server. */
    static final List<String> DURABLE = List.of("--appendonly", "yes", "--appendfsync", "always");

    private static Path program;

    private final Path directory;
    private final int port = freePort();
    private final List<String> options;
    private Process process;

    private RedisServer(Path directory, List<String> options) {
        this.directory = directory;
        this.options = options;
    }

    /** {@return a running server} */
    static RedisServer in(Path directory, List<String> options) {
        RedisServer server = new RedisServer(directory, options);
        server.start();
        return server;
    }

    /** {@return a running server that forgets everything when it ends} */
    static RedisServer in(Path directory) {
        return in(directory, List.of());
    }

    private static synchronized Path program() throws IOException {
        String named = System.getProperty("redis.program", "");
        if (program == null) {
            File file = named.isEmpty()
                    ? ExecutableProvider.newJarResourceProvider().get()
                    : new File(named);
            program = file.toPath().toAbsolutePath();
        }
        return program;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            // a cluster's nodes use the port 10,000 higher, too
            return socket.getLocalPort() <= 55_000 ? socket.getLocalPort() : freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        try {
            Files.createDirectories(directory);
            process = new ProcessBuilder(command())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> answers() || ended());
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(List.of(program().toString()));
        if (options.contains("--sentinel")) {
            command.add("sentinel.conf");
        } else {
            command.addAll(List.of("--bind", "127.0.0.1", "--save", ""));
        }
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(options);
        return command;
    }

    private boolean ended() throws IOException {
        assertThat(process.isAlive())
                .as(Files.readString(directory.resolve("log")))
                .isTrue();
        return false;
    }

    private boolean answers() {
        return with(RedisCommands::ping).equals("PONG");
    }

    /** {@return what comes of a command} */
    <T> T with(Function<RedisCommands<String, String>, T> command) {
        RedisClient client = RedisClient.create(uri());
        try (client;
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return command.apply(connection.sync());
        }
    }

    /** Ends it as its machine's end would. */
    void kill() throws Exception {
        process.destroyForcibly().onExit().get(30, TimeUnit.SECONDS);
    }

    /** Lets it do nothing at all; the kernel goes on to take connections for it. */
    void freeze() throws Exception {
        signal("STOP");
    }

    void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    int port() {
        return port;
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    String uri() {
        return "redis://" + host();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
